package dev.figleaf.proxy.cache;

import java.util.List;

/** Compares entity tags (RFC 9110 §8.8.3.2). */
final class Validators {
  private Validators() {}

  /** Whether a tag is listed, weak or not, or any is meant. */
  static boolean lists(List<String> lines, String etag) {
    String opaque = opaque(etag);
    for (String line : lines) {
      if (line.strip().equals("*") || isIn(line, opaque)) {
        return true;
      }
    }
    return false;
  }

  /** Whether two tags are the same, weak or not. */
  static boolean same(String one, String other) {
    return opaque(one.strip()).equals(opaque(other.strip()));
  }

  private static boolean isIn(String line, String opaque) {
    int from = line.indexOf('"');
    while (from >= 0) {
      int to = line.indexOf('"', from + 1);
      if (to < 0) {
        return false;
      }
      if (line.substring(from, to + 1).equals(opaque)) {
        return true;
      }
      from = line.indexOf('"', to + 1);
    }
    return false;
  }

  private static String opaque(String etag) {
    return etag.startsWith("W/") ? etag.substring(2) : etag;
  }
}
