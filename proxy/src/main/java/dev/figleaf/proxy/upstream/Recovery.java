package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.Rescue;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request when an attempt failed: the connection is replaced, the upstream is
 * asked once more, or another one answers. Made with the first failure of a {@link Forwarding}.
 *
 * <p>A request is repeated only when no upstream can have acted on it, or acting twice is the same
 * as acting once, and all of its body that has come is still here: nothing is ever done twice for a
 * client that asked once. Confined to its event loop.
 */
final class Recovery {
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** How long a client without a deadline waits because an upstream asks for it. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Forwarding owner;
  private List<Endpoint> tried = List.of();
  private int retries;
  private boolean replaced;
  private boolean sent;
  private @Nullable UpstreamLoad budget;
  private @Nullable ScheduledFuture<?> pause;

  Recovery(Forwarding owner) {
    this.owner = owner;
  }

  /** The endpoints on which the request failed. */
  List<Endpoint> tried() {
    return tried;
  }

  void failedOn(Endpoint endpoint) {
    if (tried.isEmpty()) {
      tried = new ArrayList<>(2);
    }
    tried.add(endpoint);
  }

  /** Goes on after a failure; false where there is nothing more to do. */
  boolean goesOn(Failure failure) {
    over();
    sent |= !failure.unsent();
    return replaces(failure) || retries(failure) || handsOver(failure.error());
  }

  /**
   * The same for an answer of the upstream, which the client gets where this says false.
   *
   * @param failed whether the status counts as a failure
   */
  boolean goesOn(UpstreamResponse response, boolean failed) {
    over();
    sent = true;
    long retryAfterNanos = Retries.afterNanos(response.headers(), Instant.now());
    var failure = new Failure(ForwardError.BAD_STATUS, false, false, retryAfterNanos);
    return (Retries.isWorthAnother(response.status()) && retries(failure))
        || (failed && handsOver(ForwardError.BAD_STATUS));
  }

  /** The retry that was under way, or waited for, is over. */
  void over() {
    if (pause != null) {
      pause.cancel(false);
    }
    if (budget != null) {
      budget.retried();
      budget = null;
    }
  }

  /** A stale connection says nothing of its upstream: the request is sent once more at once. */
  private boolean replaces(Failure failure) {
    if (!mayReplace(failure)) {
      return false;
    }
    replaced = true;
    again(0, true);
    return true;
  }

  boolean mayReplace(Failure failure) {
    return !replaced && failure.stale() && mayRepeat(failure.unsent());
  }

  private boolean retries(Failure failure) {
    ForwardPlan plan = owner.plan();
    if (retries >= plan.retry().attempts()
        || !isWorthAnother(failure.error())
        || !mayRepeat(failure.unsent())) {
      return false;
    }
    long delay = delayNanos(failure);
    if (delay >= owner.leftNanos() || !takesBudget(plan, failure.error())) {
      return false;
    }
    retries++;
    again(delay, false);
    return true;
  }

  /** A timeout was long enough for the endpoint that it ran on, and says nothing of another. */
  private boolean isWorthAnother(ForwardError error) {
    return Retries.isWorthAnother(error)
        || (error == ForwardError.RESPONSE_TIMEOUT && isElsewhere());
  }

  /** Whether there is an endpoint that may be called and on which it did not fail yet. */
  private boolean isElsewhere() {
    return owner.plan().upstream().hasUntried(tried);
  }

  /**
   * The budget keeps an upstream from being asked twice as much when it fails. One that has seen
   * nothing of the request is asked once, on whichever endpoint.
   */
  private boolean takesBudget(ForwardPlan plan, ForwardError error) {
    if (error.nothingSent() && isElsewhere()) {
      return true;
    }
    UpstreamLoad load = plan.upstream().load();
    if (!load.tryRetry(plan.retry().budget())) {
      return false;
    }
    budget = load;
    return true;
  }

  private long delayNanos(Failure failure) {
    boolean elsewhere = isElsewhere();
    if (failure.error().nothingSent() && elsewhere && retries == 0) {
      return 0;
    }
    long backoff = Retries.backoffNanos(retries, ThreadLocalRandom.current());
    if (elsewhere || failure.retryAfterNanos() < 0) {
      return backoff;
    }
    boolean tooLong = !owner.hasDeadline() && failure.retryAfterNanos() > PATIENCE_NANOS;
    return tooLong ? Long.MAX_VALUE : Math.max(backoff, failure.retryAfterNanos());
  }

  private boolean mayRepeat(boolean unsent) {
    return owner.body.isReplayable()
        && (unsent || Retries.isIdempotent(owner.method()) || isKnownByItsKey());
  }

  private boolean isKnownByItsKey() {
    return owner.plan().retry().idempotencyKey() && owner.hasHeader(IDEMPOTENCY_KEY);
  }

  /** The same request once more. */
  private void again(long delayNanos, boolean fresh) {
    owner.outcome.retries++;
    owner.rewind();
    if (delayNanos > 0) {
      pause = owner.loop.after(delayNanos, () -> owner.attempt(fresh));
    } else {
      nextTurn(fresh);
    }
  }

  /** Not in this one: the last attempt may have broken while it wrote its head. */
  private void nextTurn(boolean fresh) {
    owner.loop.execute(() -> owner.attempt(fresh));
  }

  private boolean handsOver(ForwardError error) {
    if (!error.mayBeAnsweredElsewhere() || owner.leftNanos() <= 0) {
      return false;
    }
    ForwardPlan plan = owner.plan();
    RescuePlan rescue = plan.rescue();
    if (rescue != null && mayMove(rescue.mode()) && takesRescue(rescue)) {
      owner.outcome.rescued = error.code();
      moveTo(rescue.from());
      return true;
    }
    ForwardPlan fallback = plan.fallback();
    if (fallback != null && mayMove(Rescue.SAFE_OR_UNSENT)) {
      owner.outcome.fallback = error.code();
      moveTo(fallback);
      return true;
    }
    return false;
  }

  private static boolean takesRescue(RescuePlan rescue) {
    return rescue.budget().tryTake(rescue.atMost(), System.nanoTime());
  }

  /** Another upstream knows nothing of what the first one did: idempotent is not enough there. */
  private boolean mayMove(Rescue mode) {
    return owner.body.isReplayable()
        && switch (mode) {
          case OFF -> false;
          case SAFE -> Retries.isSafe(owner.method());
          case SAFE_OR_UNSENT -> !sent || Retries.isSafe(owner.method());
        };
  }

  private void moveTo(ForwardPlan other) {
    tried = List.of();
    retries = 0;
    replaced = false;
    owner.moveTo(other);
    owner.rewind();
    nextTurn(false);
  }
}
