package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.HealthResult;
import dev.figleaf.rules.HealthSpec;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint said when it was asked whether it is well, and when to ask it next.
 *
 * <p>It begins as well, because traffic does not wait; one that joins others who are well begins as
 * unhealthy, and its first good answer is enough. Read on any thread; written by who watches
 * endpoints.
 */
final class EndpointHealth {
  /** One answer. */
  record Check(Instant at, HealthResult result) {}

  /** How far a question may be moved, as a part of the interval. */
  private static final double JITTER = 0.1;

  private final HealthSpec spec;
  private final RandomGenerator random;
  private boolean joining;
  private int good;
  private int bad;
  private long due;
  private boolean scheduled;
  private boolean asking;
  private volatile boolean well;
  private volatile @Nullable Check last;

  EndpointHealth(HealthSpec spec, boolean joining, RandomGenerator random) {
    this.spec = spec;
    this.random = random;
    this.joining = joining;
    this.well = !joining;
  }

  HealthSpec spec() {
    return spec;
  }

  boolean isWell() {
    return well;
  }

  Optional<Check> last() {
    return Optional.ofNullable(last);
  }

  /** Whether to ask now; the last question is over by then. */
  boolean isDue(long now) {
    return !asking && (!scheduled || now - due >= 0);
  }

  /** It is being asked. */
  void asks(long now) {
    long interval = spec.interval().toNanos();
    due = now + interval + (long) (random.nextDouble(-JITTER, JITTER) * interval);
    scheduled = true;
    asking = true;
  }

  /** The question is over, whether it was answered or not. */
  void asked() {
    asking = false;
  }

  /**
   * Takes an answer.
   *
   * @return whether it changes how the endpoint is
   */
  boolean answered(HealthResult result, Instant at) {
    last = new Check(at, result);
    good = result.isGood() ? good + 1 : 0;
    bad = result.isGood() ? 0 : bad + 1;
    boolean was = well;
    if (good >= (joining ? 1 : spec.healthyAfter())) {
      well = true;
      joining = false;
    } else if (bad >= spec.unhealthyAfter()) {
      well = false;
    }
    return was != well;
  }
}
