package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.upstream.UpstreamGuard.Call;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;

/** A permit of an {@link UpstreamGuard}. Confined to the event loop of its visitor. */
final class GuardPermit implements Permit {
  private final UpstreamGuard guard;
  private final Call call;
  private final @Nullable Breaker breaker;
  private CircuitBreaker.@Nullable Metrics entry;
  private boolean over;

  /**
   * A call that was let in.
   *
   * @param entry the state of the breaker then; null without a breaker
   */
  GuardPermit(
      UpstreamGuard guard,
      Call call,
      @Nullable Breaker breaker,
      CircuitBreaker.@Nullable Metrics entry) {
    this.guard = guard;
    this.call = call;
    this.breaker = breaker;
    this.entry = entry;
  }

  @Override
  public void answered(int status, long nanos) {
    if (breaker != null && entry != null && (call == Call.TUNNEL || breaker.isProbe(entry))) {
      breaker.answered(entry, status, nanos);
      entry = null;
    }
  }

  @Override
  public void succeeded(int status, long nanos) {
    if (breaker != null && entry != null) {
      breaker.answered(entry, status, nanos);
    }
    end();
  }

  @Override
  public void failed(ForwardError error, long nanos) {
    if (!error.isUpstreamsFault()) {
      cancelled();
      return;
    }
    if (breaker != null && entry != null) {
      breaker.failed(entry, nanos);
    }
    end();
  }

  @Override
  public void cancelled() {
    if (breaker != null && entry != null) {
      breaker.cancelled(entry);
    }
    end();
  }

  private void end() {
    entry = null;
    if (!over) {
      over = true;
      guard.leave(call);
    }
  }
}
