package dev.figleaf.proxy.telemetry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How many requests ended a second within the last minute, and how many of them failed: the
 * difference between counts that were looked at now and then.
 *
 * <p>Counts of routes that went with a reload are missing then; the rate is never negative. Safe to
 * share; looking at the counts may take milliseconds.
 */
public final class RequestRate {
  /** How often {@link #sample} is to be called. */
  public static final long EVERY_MILLIS = 5_000;

  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final int MOST = 13;

  /** What was counted since the start. */
  public record Counts(long ended, long failed) {}

  /**
   * The last minute.
   *
   * @param errors the share of those answered with 500 or more, from 0 to 1; NaN where none ended
   */
  public record Lately(double perSecond, double errors) {}

  private record Sample(long nanos, Counts counts) {}

  private final Supplier<Counts> counts;
  private final LongSupplier nanos;
  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * Begins to count.
   *
   * @param nanos the time, as of {@link System#nanoTime}
   */
  public RequestRate(Supplier<Counts> counts, LongSupplier nanos) {
    this.counts = counts;
    this.nanos = nanos;
    sample();
  }

  /** Looks at the counts. */
  public void sample() {
    Sample now = look();
    synchronized (samples) {
      samples.addLast(now);
      if (samples.size() > MOST) {
        samples.removeFirst();
      }
    }
  }

  private Sample look() {
    return new Sample(nanos.getAsLong(), counts.get());
  }

  public Lately lately() {
    Sample now = look();
    Sample then = earlier(now);
    double seconds = Math.max(1e-3, (now.nanos() - then.nanos()) / 1e9);
    long ended = Math.max(0, now.counts().ended() - then.counts().ended());
    long failed = Math.clamp(now.counts().failed() - then.counts().failed(), 0, ended);
    return new Lately(ended / seconds, ended == 0 ? Double.NaN : (double) failed / ended);
  }

  private Sample earlier(Sample now) {
    synchronized (samples) {
      return samples.stream()
          .filter(one -> now.nanos() - one.nanos() <= MINUTE_NANOS)
          .findFirst()
          .orElse(samples.getLast());
    }
  }
}
