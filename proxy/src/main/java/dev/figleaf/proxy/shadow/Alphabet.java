package dev.figleaf.proxy.shadow;

/** The kinds of characters that a text has, as bits. */
final class Alphabet {
  private Alphabet() {}

  static int of(String text) {
    int bits = 0;
    for (int i = 0; i < text.length(); i++) {
      bits |= bit(text.charAt(i));
    }
    return bits;
  }

  private static int bit(char one) {
    if (one >= '0' && one <= '9') {
      return 1;
    }
    if (one >= 'a' && one <= 'f') {
      return 2;
    }
    if (one >= 'A' && one <= 'F') {
      return 4;
    }
    if (Character.isLetter(one)) {
      return Character.isLowerCase(one) ? 8 : 16;
    }
    if (one == '-' || one == '_' || one == '+' || one == '/' || one == '=') {
      return 32;
    }
    return Character.isWhitespace(one) ? 64 : 128;
  }
}
