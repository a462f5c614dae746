package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.cache.Flight;
import dev.figleaf.proxy.cache.Forwarded;
import dev.figleaf.proxy.cache.StoredAnswer;
import dev.figleaf.proxy.upstream.Deadline;
import dev.figleaf.proxy.upstream.ForwardError;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for somebody else's answer; after a while it goes by itself. Confined to the
 * event loop of its client.
 */
final class CacheWait extends Deadline {
  private final CachedRoute route;
  private final CachedRoute.Wanted wanted;
  private final @Nullable StoredAnswer stale;
  private final Forwarded why;
  private boolean over;

  CacheWait(
      CachedRoute route, CachedRoute.Wanted wanted, @Nullable StoredAnswer stale, Forwarded why) {
    this.route = route;
    this.wanted = wanted;
    this.stale = stale;
    this.why = why;
  }

  /** Waits for a flight, if it may. */
  void on(Flight flight) {
    long nanos = Math.min(flight.leftNanos(), wanted.forward().patienceNanos());
    if (nanos > 0 && flight.await(this::tell)) {
      wanted.forward().client().whenFailed(_ -> gone());
      wanted.forward().loop().deadlines().set(this, System.nanoTime() + nanos);
    } else {
      over = true;
      route.landed(wanted, stale, why);
    }
  }

  /** On the event loop of whoever asked. */
  private void tell() {
    try {
      wanted.forward().loop().execute(this::goOn);
    } catch (RejectedExecutionException _) {
      // The process ends, and this client's loop has already.
    }
  }

  @Override
  protected void expired() {
    goOn();
  }

  private void goOn() {
    if (leave()) {
      route.landed(wanted, stale, why);
    }
  }

  private void gone() {
    if (leave()) {
      wanted.forward().outcome().clientGone = true;
      wanted.forward().ended(ForwardError.CLIENT_GONE, true);
    }
  }

  private boolean leave() {
    if (over) {
      return false;
    }
    over = true;
    wanted.forward().loop().deadlines().clear(this);
    wanted.forward().client().whenFailed(null);
    return true;
  }
}
