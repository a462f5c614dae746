package dev.figleaf.proxy.admin.page;

import java.util.List;

/** Says which route and upstream a request would get, and why. */
@FunctionalInterface
public interface Explainer {
  /**
   * The lines of {@code figleaf explain}.
   *
   * @param url a path or a whole URL
   * @param headers each {@code Name: value}
   * @throws IllegalArgumentException with a sentence for the operator
   */
  List<String> explain(String method, String url, List<String> headers);
}
