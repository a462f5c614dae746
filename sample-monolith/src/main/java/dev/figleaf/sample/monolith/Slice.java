package dev.figleaf.sample.monolith;

import java.util.List;

/** One page of a longer list, counted from 1. */
record Slice<T>(List<T> items, int total, int page, int size) {
  Slice {
    items = List.copyOf(items);
  }

  boolean hasNext() {
    return page * (long) size < total;
  }

  int pages() {
    return Math.max(1, (total + size - 1) / size);
  }
}
