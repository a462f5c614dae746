package dev.figleaf.proxy.cache;

import java.util.concurrent.TimeUnit;

/**
 * The time of day where the process began, and from then on only forward: no answer grows younger
 * because somebody set the clock.
 */
final class CacheClock {
  private static final long START_MILLIS = System.currentTimeMillis();
  private static final long START_NANOS = System.nanoTime();

  private CacheClock() {}

  /** In milliseconds since the epoch. */
  static long millis() {
    return START_MILLIS + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - START_NANOS);
  }
}
