package dev.figleaf.rules;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Texts with {@code {captures}} to fill in: a rewritten path, the target of a redirect. */
final class Templates {
  private static final Pattern CAPTURE = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private Templates() {}

  /** The names in braces, in order. */
  static List<String> captures(String template) {
    return CAPTURE
        .matcher(template)
        .results()
        .map((MatchResult found) -> found.group(1))
        .distinct()
        .toList();
  }

  /** Whether every brace belongs to a capture. */
  static boolean isWhole(String template) {
    String rest = CAPTURE.matcher(template).replaceAll("");
    return rest.indexOf('{') < 0 && rest.indexOf('}') < 0;
  }
}
