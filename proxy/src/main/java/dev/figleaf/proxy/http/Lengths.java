package dev.figleaf.proxy.http;

/** Values of Content-Length that every reader takes for the same number (RFC 9110 §8.6). */
public final class Lengths {
  private static final int MOST_DIGITS = 18;

  private Lengths() {}

  /**
   * Whether it is digits only, none of them a leading zero, and fits into every reader's number.
   */
  public static boolean isLength(CharSequence text) {
    if (text.length() == 0
        || text.length() > MOST_DIGITS
        || text.length() > 1 && text.charAt(0) == '0') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
