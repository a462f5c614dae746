package dev.figleaf.proxy.json;

/** Looks at the text of JSONata expressions. */
final class ExpressionText {
  private ExpressionText() {}

  /** Whether a regular expression is written in it: a slash where a value is expected. */
  static boolean hasPattern(String expression) {
    char before = '(';
    for (int i = 0; i < expression.length(); i++) {
      char at = expression.charAt(i);
      if (at == '"' || at == '\'' || at == '`') {
        i = endOfText(expression, i);
        before = at;
      } else if (expression.startsWith("/*", i)) {
        int end = expression.indexOf("*/", i + 2);
        i = end < 0 ? expression.length() : end + 1;
      } else if (at == '/' && !endsValue(before)) {
        return true;
      } else if (!Character.isWhitespace(at)) {
        before = at;
      }
    }
    return false;
  }

  private static int endOfText(String expression, int start) {
    char quote = expression.charAt(start);
    int i = start + 1;
    while (i < expression.length() && expression.charAt(i) != quote) {
      i += expression.charAt(i) == '\\' && quote != '`' ? 2 : 1;
    }
    return i;
  }

  private static boolean endsValue(char last) {
    return Character.isLetterOrDigit(last) || "_$)]}\"'`%".indexOf(last) >= 0;
  }
}
