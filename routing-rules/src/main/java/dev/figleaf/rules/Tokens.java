package dev.figleaf.rules;

import java.util.regex.Pattern;

/** The token of HTTP, which header, method and cookie names are (RFC 9110 §5.6.2). */
final class Tokens {
  static final String FORM = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern TOKEN = Pattern.compile(FORM);

  private Tokens() {}

  static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }
}
