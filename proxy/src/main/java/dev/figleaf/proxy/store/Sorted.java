package dev.figleaf.proxy.store;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Rows in the order of their keys, each of which is made once. */
final class Sorted {
  private record Keyed<T>(String key, T row) {}

  private Sorted() {}

  static <T> List<T> by(List<T> rows, Function<T, String> key) {
    return rows.stream()
        .map(row -> new Keyed<>(key.apply(row), row))
        .sorted(Comparator.comparing(Keyed::key))
        .map(Keyed::row)
        .toList();
  }
}
