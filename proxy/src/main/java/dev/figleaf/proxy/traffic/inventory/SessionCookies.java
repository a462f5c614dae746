package dev.figleaf.proxy.traffic.inventory;

import io.netty.util.AsciiString;

/** Knows cookies by whose names a server finds a session. Looks at no value. */
final class SessionCookies {
  /** Names as they are, but for case. */
  private static final String[] NAMES = {
    "JSESSIONID",
    "PHPSESSID",
    "ASP.NET_SessionId",
    ".AspNetCore.Session",
    "connect.sid",
    "sessionid",
    "session_id",
    "session",
    "sid",
    "laravel_session",
    "ci_session",
    "CFID",
    "JSESSIONIDSSO"
  };

  /** What names begin with that have something behind it: of Rails, of ASP. */
  private static final String[] BEGINNINGS = {
    "ASPSESSIONID", "SESS", "_session", "wordpress_logged_in"
  };

  private SessionCookies() {}

  /** Whether one of the cookies that a client sent (RFC 6265 §4.2.1) names a session. */
  static boolean isIn(CharSequence cookies) {
    int at = 0;
    int length = cookies.length();
    while (at < length) {
      while (at < length && (cookies.charAt(at) == ' ' || cookies.charAt(at) == ';')) {
        at++;
      }
      int end = at;
      while (end < length && cookies.charAt(end) != '=' && cookies.charAt(end) != ';') {
        end++;
      }
      if (isSession(cookies, at, end)) {
        return true;
      }
      while (end < length && cookies.charAt(end) != ';') {
        end++;
      }
      at = end + 1;
    }
    return false;
  }

  private static boolean isSession(CharSequence cookies, int from, int to) {
    int length = to - from;
    for (String name : NAMES) {
      if (length == name.length() && begins(cookies, from, name)) {
        return true;
      }
    }
    for (String beginning : BEGINNINGS) {
      if (length > beginning.length() && begins(cookies, from, beginning)) {
        return true;
      }
    }
    // As frameworks call them that put the application's name before it: _shop_session.
    return length > 8 && begins(cookies, to - 8, "_session");
  }

  private static boolean begins(CharSequence cookies, int from, String with) {
    char first = cookies.charAt(from);
    return (first | 0x20) == (with.charAt(0) | 0x20)
        && AsciiString.regionMatches(cookies, true, from, with, 0, with.length());
  }
}
