package dev.figleaf.proxy.cli;

import java.util.Locale;

/** Numbers of things, in words. */
final class Counted {
  private Counted() {}

  /** {@code 1 route}, {@code 1,204 routes}. */
  static String of(long count, String one) {
    return of(count, one, one + "s");
  }

  /** The same, where the plural is more than an s. */
  static String of(long count, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
  }
}
