package dev.figleaf.proxy.upstream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** A clock that stands still until it is told otherwise. */
final class ManualTime implements LongSupplier, InstantSource {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  /** Close to where {@link System#nanoTime} may turn over, which nothing may depend on. */
  private static final long ORIGIN = Long.MAX_VALUE - 1_000_000_000L;

  private Duration passed = Duration.ZERO;

  void pass(Duration duration) {
    passed = passed.plus(duration);
  }

  @Override
  public long getAsLong() {
    return ORIGIN + passed.toNanos();
  }

  @Override
  public Instant instant() {
    return BEGIN.plus(passed);
  }
}
