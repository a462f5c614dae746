package dev.figleaf.proxy.admin.page;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a page.
 *
 * @param path as it was asked for
 * @param named what stands in the path, by name
 * @param query what follows it
 * @param form what was sent; empty where nothing was
 */
record Ask(Visitor visitor, String path, Map<String, String> named, Form query, Form form) {
  Ask {
    named = Map.copyOf(named);
  }

  /** What stands in the path under a name that the route has. */
  String named(String name) {
    return named.getOrDefault(name, "");
  }

  /** A revision that stands in the path; 0 where it is none. */
  long revision() {
    return number(named("revision"));
  }

  /** The revision that a page shows that wants to be kept fresh, or null for a whole page. */
  @Nullable Long live() {
    return query.has("live") ? Long.valueOf(number(query.get("live"))) : null;
  }

  /** A number of a text; 0 where it is none. */
  static long number(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }
}
