package dev.figleaf.proxy.shadow;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A cookie that an answer sets (RFC 6265 §4.1), without its value: what is compared of it.
 *
 * @param attributes in lower case; of dates only that they are there
 */
record SetCookie(String name, SortedMap<String, String> attributes) {

  static SetCookie parse(String header) {
    String[] parts = header.split(";", 20);
    var attributes = new TreeMap<String, String>();
    for (int i = 1; i < parts.length; i++) {
      String[] attribute = parts[i].strip().split("=", 2);
      String name = attribute[0].strip().toLowerCase(Locale.ROOT);
      if (!name.isEmpty()) {
        attributes.put(name, attribute.length < 2 ? "" : value(name, attribute[1].strip()));
      }
    }
    return new SetCookie(parts[0].split("=", 2)[0].strip(), attributes);
  }

  private static String value(String attribute, String value) {
    return switch (attribute) {
      case "expires" -> "…";
      case "domain", "samesite" -> value.toLowerCase(Locale.ROOT);
      default -> value;
    };
  }

  /** As it is shown: {@code path=/; secure}. */
  String shown() {
    return attributes.entrySet().stream().map(SetCookie::shown).collect(Collectors.joining("; "));
  }

  private static String shown(Map.Entry<String, String> attribute) {
    return attribute.getValue().isEmpty()
        ? attribute.getKey()
        : attribute.getKey() + "=" + attribute.getValue();
  }
}
