package dev.figleaf.proxy.store;

/** Texts of strangers, as both databases can keep them. */
final class Texts {
  private static final char REPLACEMENT = '\uFFFD';

  private Texts() {}

  /**
   * The text without what PostgreSQL refuses: NUL, and halves of surrogate pairs. One such text
   * would hold up all that comes after it.
   */
  static String kept(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isRefused(text, i)) {
        return replaced(text);
      }
    }
    return text;
  }

  private static String replaced(String text) {
    var kept = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      if (isRefused(text, i)) {
        kept.setCharAt(i, REPLACEMENT);
      }
    }
    return kept.toString();
  }

  private static boolean isRefused(String text, int at) {
    char one = text.charAt(at);
    if (Character.isHighSurrogate(one)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    if (Character.isLowSurrogate(one)) {
      return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
    }
    return one == 0;
  }
}
