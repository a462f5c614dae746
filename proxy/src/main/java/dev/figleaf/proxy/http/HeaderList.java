package dev.figleaf.proxy.http;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a message, in their order, with their case.
 *
 * <p>A message has few of them, and they are written once: looking through all is cheaper than any
 * index. Those that a client sent are not changed by anybody. Confined to its event loop.
 */
public final class HeaderList {
  private static final int USUAL = 32;

  private CharSequence[] pairs;
  private int size;

  /** An empty list that is made to be used again and again. */
  public HeaderList() {
    this(new CharSequence[2 * USUAL], 0);
  }

  private HeaderList(CharSequence[] pairs, int size) {
    this.pairs = pairs;
    this.size = size;
  }

  /** Headers that stand already in an array, a name before its value. */
  static HeaderList of(CharSequence[] pairs) {
    return new HeaderList(pairs, pairs.length);
  }

  /** An empty list with room for so many. */
  public static HeaderList ofSize(int headers) {
    return new HeaderList(new CharSequence[2 * Math.max(1, headers)], 0);
  }

  /** The same headers, in a list that nobody writes again. */
  public HeaderList copy() {
    return of(Arrays.copyOf(pairs, size));
  }

  public void clear() {
    size = 0;
  }

  public void add(CharSequence name, CharSequence value) {
    if (size == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * size);
    }
    pairs[size++] = name;
    pairs[size++] = value;
  }

  /** Leaves one header of the name, with this value, behind all others. */
  public void set(CharSequence name, CharSequence value) {
    remove(name);
    add(name, value);
  }

  /** Gives the header at an index another value. */
  public void set(int index, CharSequence value) {
    pairs[2 * index + 1] = value;
  }

  /** Gives the header at an index another name. */
  public void rename(int index, CharSequence name) {
    pairs[2 * index] = name;
  }

  public void remove(CharSequence name) {
    int kept = 0;
    for (int i = 0; i < size; i += 2) {
      if (!AsciiString.contentEqualsIgnoreCase(pairs[i], name)) {
        pairs[kept++] = pairs[i];
        pairs[kept++] = pairs[i + 1];
      }
    }
    size = kept;
  }

  /** The first value of the name; null where there is none. */
  public @Nullable CharSequence get(CharSequence name) {
    int at = find(name, 0);
    return at < 0 ? null : pairs[at + 1];
  }

  /** The same as text. */
  public @Nullable String text(CharSequence name) {
    CharSequence value = get(name);
    return value == null ? null : value.toString();
  }

  public boolean contains(CharSequence name) {
    return find(name, 0) >= 0;
  }

  /** All values of the name, in their order. */
  public List<String> all(CharSequence name) {
    List<String> values = List.of();
    for (int at = find(name, 0); at >= 0; at = find(name, at + 2)) {
      values = values.isEmpty() ? new ArrayList<>() : values;
      values.add(pairs[at + 1].toString());
    }
    return values;
  }

  /** Whether a value of the name is, or lists, this word, in whatever case (RFC 9110 §5.6.1). */
  public boolean lists(CharSequence name, AsciiString word) {
    for (int at = find(name, 0); at >= 0; at = find(name, at + 2)) {
      if (isListed(pairs[at + 1], word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isListed(CharSequence value, AsciiString word) {
    int from = 0;
    while (value.length() - from >= word.length()) {
      int comma = from;
      while (comma < value.length() && value.charAt(comma) != ',') {
        comma++;
      }
      if (isWord(value, from, comma, word)) {
        return true;
      }
      from = comma + 1;
    }
    return false;
  }

  private static boolean isWord(CharSequence value, int from, int to, AsciiString word) {
    int first = from;
    int end = to;
    while (first < end && isBlank(value.charAt(first))) {
      first++;
    }
    while (end > first && isBlank(value.charAt(end - 1))) {
      end--;
    }
    return end - first == word.length()
        && AsciiString.regionMatches(value, true, first, word, 0, word.length());
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private int find(CharSequence name, int from) {
    for (int i = from; i < size; i += 2) {
      if (AsciiString.contentEqualsIgnoreCase(name, pairs[i])) {
        return i;
      }
    }
    return -1;
  }

  public int count() {
    return size / 2;
  }

  public CharSequence name(int index) {
    return pairs[2 * index];
  }

  public CharSequence value(int index) {
    return pairs[2 * index + 1];
  }

  public void forEach(BiConsumer<CharSequence, CharSequence> header) {
    for (int i = 0; i < count(); i++) {
      header.accept(name(i), value(i));
    }
  }
}
