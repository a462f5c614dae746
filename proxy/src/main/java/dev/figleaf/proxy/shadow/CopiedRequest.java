package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.upstream.ForwardPlan;
import dev.figleaf.proxy.upstream.SharedMemory;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request that can be asked again, as often as somebody needs to, until all who need it are done:
 * then what it holds of the {@link SharedMemory} is given back.
 *
 * <p>Sent from its loop; may be asked on any thread.
 */
final class CopiedRequest implements Asking {
  final ShadowRoute route;
  final Served served;
  final byte[] body;
  final Lease lease;
  final long most;
  private final String servedBy;
  private final AtomicInteger holders = new AtomicInteger();
  private @Nullable ShadowedRequest shadowed;

  /**
   * @param servedBy the upstream that served it
   * @param received how long its answer was, in bytes: a longer one is another one
   */
  CopiedRequest(
      ShadowRoute route, Served served, String servedBy, byte[] body, Lease lease, long received) {
    this.route = route;
    this.served = served;
    this.servedBy = servedBy;
    this.body = body;
    this.lease = lease;
    this.most = Math.max(received, route.spec.limit().bytes());
  }

  /** What comparing needs to know of it. */
  ShadowedRequest asShadowed() {
    ShadowedRequest known = shadowed;
    if (known == null) {
      HttpMethod method = served.client().method();
      Outcome outcome = served.outcome();
      known =
          new ShadowedRequest(
              outcome.method,
              outcome.path,
              served.target(),
              new HeaderFields(served.client().headers()),
              body,
              ShadowRoute.isSafe(method),
              outcome.cohortKey == null ? null : Double.doubleToLongBits(outcome.draw),
              outcome.requestId);
      shadowed = known;
    }
    return known;
  }

  @Nullable String traceId() {
    return served.outcome().traceId;
  }

  /** One more needs it. */
  void hold() {
    holders.incrementAndGet();
  }

  @Override
  public void done() {
    if (holders.decrementAndGet() == 0) {
      lease.end();
    }
  }

  /** Asks a side; on the loop. */
  void send(Role role, Consumer<Reply> then) {
    ForwardPlan plan = route.plan(role, servedBy);
    if (plan == null) {
      then.accept(new Reply.Failed(LeftOut.SAME_UPSTREAM, false));
      return;
    }
    boolean isServer = role == route.role(servedBy);
    String target =
        isServer ? served.target() : route.judge.translate(route.subject, asShadowed(), role);
    new ShadowCopy(this, plan, route.target(target), then).start();
    route.meters.copied(role.word());
  }

  @Override
  public void ask(Role role, Duration wait, Consumer<Reply> then) {
    try {
      if (wait.isZero()) {
        served.loop().execute(() -> send(role, then));
      } else {
        var _ = served.loop().after(wait.toNanos(), () -> send(role, then));
      }
    } catch (RejectedExecutionException _) {
      then.accept(new Reply.Failed(LeftOut.STOPPED, false));
    }
  }
}
