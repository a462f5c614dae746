package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.Fact;
import dev.figleaf.proxy.telemetry.GuardFigures;
import dev.figleaf.proxy.telemetry.UpstreamMeters;
import dev.figleaf.proxy.upstream.GuardState.BreakerState;
import dev.figleaf.proxy.upstream.GuardState.BulkheadState;
import dev.figleaf.rules.BreakerSpec;
import dev.figleaf.rules.BulkheadSpec;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of an upstream and gives leave to call it: its bulkhead first, then its breaker.
 *
 * <p>Shared by all event loops, and by all revisions of the rules that name the upstream. A call
 * that is refused has cost the upstream nothing and waited for nobody.
 */
public final class UpstreamGuard implements GuardFigures {
  private static final Logger LOG = LogManager.getLogger(UpstreamGuard.class);

  /** How soon a full bulkhead may have room: nobody knows, and sooner would be a storm. */
  private static final long FULL_MILLIS = 1_000;

  /** Who wants to call. */
  interface Visitor {
    /** The call may be made; the permit is the visitor's from now on. */
    void admitted(Permit permit);

    /**
     * It may not.
     *
     * @param retryAfterMillis when it may be worth another try
     */
    void turnedAway(ForwardError error, long retryAfterMillis);

    /**
     * Whether the visitor would still take a permit. Other loops ask, too, before they count its
     * place in the line; their answer may be late, and its own loop asks again.
     */
    boolean isWaiting();
  }

  /** What a call becomes. */
  enum Call {
    REQUEST,
    TUNNEL
  }

  private final String upstream;
  private final Clock clock;
  private final UpstreamMeters meters;
  private final ResizableBulkhead requests;
  private final ResizableBulkhead tunnels;
  private final WaitingLine line;
  private volatile BulkheadSpec bulkhead;
  private volatile @Nullable Breaker breaker;

  /**
   * A guard with nothing in flight.
   *
   * @param clock must not go back
   */
  UpstreamGuard(
      String upstream,
      BulkheadSpec bulkhead,
      BreakerSpec breaker,
      Clock clock,
      UpstreamMeters meters) {
    this.upstream = upstream;
    this.clock = clock;
    this.meters = meters;
    this.bulkhead = bulkhead.orElse(BulkheadSpec.STANDARD);
    this.requests =
        new ResizableBulkhead(upstream, Objects.requireNonNull(this.bulkhead.concurrent()));
    this.tunnels = new ResizableBulkhead(upstream, Objects.requireNonNull(this.bulkhead.tunnels()));
    this.line = new WaitingLine(Objects.requireNonNull(this.bulkhead.queue()));
    this.breaker = breaker(breaker.orElse(BreakerSpec.STANDARD));
  }

  private @Nullable Breaker breaker(BreakerSpec spec) {
    return Boolean.FALSE.equals(spec.enabled())
        ? null
        : new Breaker(upstream, spec, clock, this::tell);
  }

  /**
   * Takes over what the live rules say: limits change under the calls in flight, the breaker stays
   * what it is unless its own spec changed. Called by one thread at a time.
   */
  void apply(BulkheadSpec newBulkhead, BreakerSpec newBreaker) {
    BulkheadSpec limits = newBulkhead.orElse(BulkheadSpec.STANDARD);
    bulkhead = limits;
    requests.resize(Objects.requireNonNull(limits.concurrent()));
    tunnels.resize(Objects.requireNonNull(limits.tunnels()));
    line.bound(Objects.requireNonNull(limits.queue()));
    BreakerSpec rates = newBreaker.orElse(BreakerSpec.STANDARD);
    Breaker old = breaker;
    if (old == null || !old.isFor(rates)) {
      breaker = breaker(rates);
    }
    meters.watch(this);
    callNext();
  }

  /** Closes the breaker; says whether there is one. */
  public boolean resetBreaker() {
    Breaker asked = breaker;
    if (asked != null) {
      asked.reset();
    }
    return asked != null;
  }

  // --- coming in

  /**
   * Asks for leave. The visitor is told at once, or later, on its loop, when it has to queue; it
   * bounds that time itself. Tunnels never queue.
   */
  void enter(Loop loop, Call call, Visitor visitor) {
    boolean mayPass = call == Call.TUNNEL || line.isEmpty();
    if (mayPass && of(call).tryEnter()) {
      passBreaker(call, visitor);
    } else if (call == Call.REQUEST && line.join(loop, visitor)) {
      // Whoever left meanwhile may have found the line empty.
      callNext();
    } else {
      refuse(visitor, ForwardError.BULKHEAD_FULL, FULL_MILLIS);
    }
  }

  private ResizableBulkhead of(Call call) {
    return call == Call.TUNNEL ? tunnels : requests;
  }

  private void passBreaker(Call call, Visitor visitor) {
    Breaker asked = breaker;
    CircuitBreaker.Metrics entry = asked == null ? null : asked.tryEnter();
    if (asked == null || entry != null) {
      visitor.admitted(new GuardPermit(this, call, asked, entry));
    } else {
      leave(call);
      refuse(visitor, ForwardError.BREAKER_OPEN, asked.retryAfterMillis());
    }
  }

  private void refuse(Visitor visitor, ForwardError error, long retryAfterMillis) {
    refused(error);
    visitor.turnedAway(error, retryAfterMillis);
  }

  /** Counts a refusal that somebody else decided. */
  void refused(ForwardError error) {
    meters.refused(error.code());
  }

  // --- going out

  /** A call that was let in is over, or was not made. */
  void leave(Call call) {
    of(call).leave();
    if (call == Call.REQUEST && !line.isEmpty()) {
      callNext();
    }
  }

  private void callNext() {
    while (!line.isEmpty() && requests.tryEnter()) {
      WaitingLine.Called next = line.next();
      if (next == null) {
        requests.leave();
      } else {
        next.loop().execute(() -> call(next.visitor()));
      }
    }
  }

  private void call(Visitor visitor) {
    if (visitor.isWaiting()) {
      passBreaker(Call.REQUEST, visitor);
    } else {
      leave(Call.REQUEST);
    }
  }

  // --- what is told

  private void tell(State state, float failureRate, long openMillis) {
    meters.breakerChanged(word(state));
    switch (state) {
      case OPEN ->
          LOG.warn(
              Fact.of("breaker opened")
                  .with("upstream", upstream)
                  .with("failure_rate", failureRate)
                  .with("open_for", openMillis + "ms"));
      case HALF_OPEN -> LOG.info(Fact.of("breaker lets a probe pass").with("upstream", upstream));
      case CLOSED -> LOG.info(Fact.of("breaker closed").with("upstream", upstream));
      case DISABLED, FORCED_OPEN, METRICS_ONLY ->
          throw new IllegalStateException("nobody brings a breaker into the state " + state);
    }
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** How it stands now. */
  public GuardState state() {
    BulkheadSpec limits = bulkhead;
    return new GuardState(
        breakerState(),
        new BulkheadState(
            requests.limit(),
            requests.inUse(),
            Objects.requireNonNull(limits.queue()),
            line.size(),
            tunnels.limit(),
            tunnels.inUse()));
  }

  private BreakerState breakerState() {
    Breaker asked = breaker;
    if (asked == null) {
      return BreakerState.DISABLED;
    }
    State state = asked.state();
    CircuitBreaker.Metrics calls = asked.calls();
    return new BreakerState(
        word(state),
        calls.getFailureRate(),
        calls.getNumberOfBufferedCalls(),
        calls.getNumberOfFailedCalls(),
        calls.getNumberOfSlowCalls(),
        state == State.CLOSED ? -1 : asked.openedMillisAgo(),
        state == State.OPEN ? asked.retryAfterMillis() : -1);
  }

  @Override
  public String breakerWord() {
    Breaker asked = breaker;
    return asked == null ? BreakerState.DISABLED.state() : word(asked.state());
  }

  @Override
  public int requestsInFlight() {
    return requests.inUse();
  }

  @Override
  public int requestsAvailable() {
    return requests.available();
  }

  @Override
  public int tunnelsOpen() {
    return tunnels.inUse();
  }

  @Override
  public int tunnelsAvailable() {
    return tunnels.available();
  }

  @Override
  public int requestsWaiting() {
    return line.size();
  }

  @Override
  public List<String> refusals() {
    return List.of(
        ForwardError.BULKHEAD_FULL.code(),
        ForwardError.BREAKER_OPEN.code(),
        ForwardError.NO_HEALTHY_ENDPOINT.code());
  }
}
