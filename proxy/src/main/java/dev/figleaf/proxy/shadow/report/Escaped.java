package dev.figleaf.proxy.shadow.report;

/** Texts of strangers where markup is read. */
final class Escaped {
  private Escaped() {}

  /**
   * A text within an element or a quoted attribute, of XML as well as of HTML. Characters that XML
   * 1.0 does not know (§2.2) become U+FFFD.
   */
  static String xml(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isKnown(c) ? c : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  private static boolean isKnown(int c) {
    return c == '\t'
        || c == '\n'
        || (c >= 0x20 && c <= 0x7E)
        || (c >= 0xA0 && c <= 0xD7FF && !isBidirectional(c))
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  // They let a text look like another one.
  private static boolean isBidirectional(int c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  }
}
