package dev.figleaf.proxy.upstream;

import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a message that is about to leave, in their order, with their case.
 *
 * <p>A message has few of them and they are written once: looking through all is cheaper than any
 * index. Confined to its event loop.
 */
public final class HeaderList {
  private static final int USUAL = 32;

  private CharSequence[] pairs = new CharSequence[2 * USUAL];
  private int size;

  void clear() {
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
  void set(CharSequence name, CharSequence value) {
    remove(name);
    add(name, value);
  }

  void remove(CharSequence name) {
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
  @Nullable CharSequence get(CharSequence name) {
    for (int i = 0; i < size; i += 2) {
      if (AsciiString.contentEqualsIgnoreCase(pairs[i], name)) {
        return pairs[i + 1];
      }
    }
    return null;
  }

  int count() {
    return size / 2;
  }

  CharSequence name(int index) {
    return pairs[2 * index];
  }

  CharSequence value(int index) {
    return pairs[2 * index + 1];
  }

  void forEach(BiConsumer<CharSequence, CharSequence> header) {
    for (int i = 0; i < count(); i++) {
      header.accept(name(i), value(i));
    }
  }
}
