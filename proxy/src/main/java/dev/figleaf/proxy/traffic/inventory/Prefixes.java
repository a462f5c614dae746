package dev.figleaf.proxy.traffic.inventory;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What templates have in common: the prefix that a seam would take, and the ids in them. */
final class Prefixes {
  /** What no prefix has: all the rest. */
  static final String REST = "/";

  /** Words that say how something is reached, and not what it is. */
  private static final Set<String> GENERIC =
      Set.of("api", "rest", "service", "services", "public", "internal", "app", "web", "ajax");

  private static final Pattern VERSION = Pattern.compile("v[0-9]{1,3}");
  private static final Pattern ID = Pattern.compile("\\{(id|uuid|hash|token|name)}");

  private Prefixes() {}

  /**
   * Up to the first word that says what it is: {@code /api/v1/orders/{id}} is of {@code
   * /api/v1/orders}.
   */
  static String of(String template) {
    var prefix = new StringBuilder();
    for (String segment : template.substring(1).split("/")) {
      if (segment.isEmpty() || segment.startsWith("{")) {
        return REST;
      }
      prefix.append('/').append(segment);
      if (!GENERIC.contains(segment) && !VERSION.matcher(segment).matches()) {
        return prefix.toString();
      }
    }
    return REST;
  }

  /** What its ids are of: of {@code /orders/{id}}, order. */
  static Set<String> ids(String template) {
    var ids = new TreeSet<String>();
    String[] segments = template.split("/");
    for (int i = 1; i < segments.length; i++) {
      String word = segments[i - 1];
      if (ID.matcher(segments[i]).matches() && !word.isEmpty() && !word.startsWith("{")) {
        ids.add(singular(word.toLowerCase(Locale.ROOT)));
      }
    }
    return ids;
  }

  private static String singular(String word) {
    if (word.endsWith("ies") && word.length() > 4) {
      return word.substring(0, word.length() - 3) + "y";
    }
    boolean many = word.endsWith("s") && !word.endsWith("ss") && word.length() > 3;
    return many ? word.substring(0, word.length() - 1) : word;
  }
}
