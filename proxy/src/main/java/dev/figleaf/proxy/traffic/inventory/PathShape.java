package dev.figleaf.proxy.traffic.inventory;

import java.util.Arrays;

/**
 * A path with its numbers and UUIDs left out, so that most paths with ids are one that was seen
 * before. Used again for each request, on one event loop.
 */
final class PathShape {
  static final int LONGEST = 256;

  private static final char NUMBER = 1;
  private static final char UUID = 2;
  private static final int MOST_DIGITS = 20;
  private static final int UUID_LENGTH = 36;

  private final char[] shape = new char[LONGEST];
  private int length;
  private int hash;

  /** Takes the shape of a path; false where it has none, because it is too long or is no text. */
  boolean take(String path) {
    length = 0;
    hash = 0;
    if (path.length() > LONGEST) {
      return false;
    }
    int from = 0;
    for (int end = path.indexOf('/', 1); end >= 0; end = path.indexOf('/', from + 1)) {
      if (!segment(path, from, end)) {
        return false;
      }
      from = end;
    }
    return segment(path, from, path.length());
  }

  /** A segment with the slash before it. */
  private boolean segment(String path, int from, int to) {
    int begin = length;
    int before = hash;
    boolean digits = true;
    for (int i = from; i < to; i++) {
      char c = path.charAt(i);
      if (c < ' ') {
        return false;
      }
      digits &= c >= '0' && c <= '9' || i == from;
      shape[length++] = c;
      hash = 31 * hash + c;
    }
    int size = to - from - 1;
    if (digits && size > 0 && size <= MOST_DIGITS) {
      replace(begin, before, NUMBER);
    } else if (size == UUID_LENGTH && isUuid(begin + 1)) {
      replace(begin, before, UUID);
    }
    return true;
  }

  private void replace(int begin, int before, char by) {
    shape[begin] = by;
    length = begin + 1;
    hash = 31 * before + by;
  }

  private boolean isUuid(int from) {
    for (int i = 0; i < UUID_LENGTH; i++) {
      char c = shape[from + i];
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : Character.digit(c, 16) < 0 || c > 'f') {
        return false;
      }
    }
    return true;
  }

  /** Where it stands in a table of so many places, a power of two. */
  int place(int places) {
    return (hash ^ hash >>> 16) & places - 1;
  }

  boolean is(char[] other) {
    return Arrays.equals(shape, 0, length, other, 0, other.length);
  }

  char[] copy() {
    return Arrays.copyOf(shape, length);
  }
}
