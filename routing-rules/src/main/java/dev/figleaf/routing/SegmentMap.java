package dev.figleaf.routing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A read-only map that is asked with a region of a text, so that a lookup makes no substring.
 *
 * <p>Open addressing, at most half full. Keys come from rules, so a stranger can not make it slow:
 * the longest probe is fixed when the map is built.
 */
final class SegmentMap<V> {
  private final @Nullable Object[] slots;
  private final int mask;
  private final int longest;

  SegmentMap(Map<String, V> entries) {
    int capacity = Integer.highestOneBit(Math.max(1, entries.size() * 2)) * 2;
    slots = new @Nullable Object[capacity * 2];
    mask = capacity - 1;
    longest = entries.keySet().stream().mapToInt(String::length).max().orElse(-1);
    entries.forEach(this::put);
  }

  private void put(String key, V value) {
    int slot = hash(key, 0, key.length()) & mask;
    while (slots[slot * 2] != null) {
      slot = (slot + 1) & mask;
    }
    slots[slot * 2] = key;
    slots[slot * 2 + 1] = value;
  }

  /** The length of the longest key, or -1 when there is none. */
  int longest() {
    return longest;
  }

  /** The value whose key is the text from {@code start} to {@code end}, or null. */
  @SuppressWarnings("unchecked")
  @Nullable V get(String text, int start, int end) {
    int length = end - start;
    if (length > longest) {
      return null;
    }
    int slot = hash(text, start, end) & mask;
    while (slots[slot * 2] instanceof String key) {
      if (key.length() == length && text.startsWith(key, start)) {
        return (V) slots[slot * 2 + 1];
      }
      slot = (slot + 1) & mask;
    }
    return null;
  }

  private static int hash(String text, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    hash *= 0x9E3779B9;
    return hash ^ (hash >>> 16);
  }
}
