package dev.figleaf.proxy.shadow;

import java.util.List;

/**
 * Names requests that are alike by the templates that rules give, the first that fits; and by those
 * that are learned, where none does. Safe to share.
 */
final class Templates {
  private final List<Given> given;
  private final EndpointTemplates learned;

  Templates(List<String> given, EndpointTemplates learned) {
    this.given = given.stream().map(Given::of).toList();
    this.learned = learned;
  }

  /** One template, cut into its segments. */
  private record Given(String text, List<String> segments) {
    static Given of(String text) {
      return new Given(text, List.of(text.split("/", -1)));
    }

    boolean fits(String[] path) {
      for (int i = 0; i < segments.size(); i++) {
        if (segments.get(i).equals("**")) {
          return true;
        }
        if (i >= path.length || !fits(segments.get(i), path[i])) {
          return false;
        }
      }
      return path.length == segments.size();
    }

    private static boolean fits(String segment, String text) {
      return segment.equals(text)
          || !text.isEmpty()
              && (segment.equals("*") || segment.startsWith("{") && segment.endsWith("}"));
    }
  }

  /**
   * What requests like this are called.
   *
   * @param path normalised; a query is left out
   */
  String name(String path) {
    if (!given.isEmpty()) {
      int query = path.indexOf('?');
      String[] segments = (query < 0 ? path : path.substring(0, query)).split("/", -1);
      for (Given one : given) {
        if (one.fits(segments)) {
          return one.text;
        }
      }
    }
    return learned.name(path);
  }
}
