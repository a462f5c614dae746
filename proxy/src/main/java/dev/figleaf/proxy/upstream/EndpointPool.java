package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.UpstreamMeters;
import io.netty.channel.ConnectTimeoutException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one endpoint.
 *
 * <p>At most {@link Bounds#connections} are open; a request that finds no room waits its turn,
 * bounded in number here and in time by its own deadline. A lease ends in {@link
 * RequestSlot#release} or {@link RequestSlot#abort}, always. Not thread-safe: confined to its event
 * loop.
 */
abstract sealed class EndpointPool permits ExclusivePool, SharedPool {

  /** Bounds of one pool: of one endpoint on one event loop. */
  record Bounds(int connections, int waiting, long maxWaitNanos, long keepAliveNanos) {}

  /** Who wants a connection. */
  interface Borrower {
    /** Takes the room for a request; it is the borrower's from now on. */
    void leased(RequestSlot slot);

    /** There will be none. */
    void refused(ForwardError error);

    /** Whether the borrower would still take one. */
    boolean isWaiting();
  }

  /** What became of a wish for a connection. */
  enum Lease {
    /** {@link Borrower#leased} was called already. */
    TAKEN,
    /** A connection is being opened. */
    CONNECTING,
    /** All are in use: it is a matter of waiting. */
    QUEUED,
    /** {@link Borrower#refused} was called already. */
    REFUSED
  }

  final Loop loop;
  final Bounds bounds;
  final UpstreamMeters meters;
  private final ArrayDeque<Borrower> waiting = new ArrayDeque<>();
  int open;
  int connecting;
  boolean retired;

  EndpointPool(Loop loop, Bounds bounds, UpstreamMeters meters) {
    this.loop = loop;
    this.bounds = bounds;
    this.meters = meters;
  }

  Bounds bounds() {
    return bounds;
  }

  /** Requests that hold a connection, or a part of one. */
  abstract int inUse();

  /** Requests that hold a connection, or a part of one, or wait for it. */
  final int load() {
    return inUse() + waiting.size();
  }

  /** Room for a request on a connection that is open, leased; or null. */
  abstract @Nullable RequestSlot take();

  /** How many requests a new connection will have room for. */
  abstract int roomOfNew();

  /** Closes a connection that nobody needs, where there is one, to make room for another. */
  abstract boolean makeRoom();

  /** Opens a connection; ends in {@link #connected} or {@link #connectFailed}. */
  abstract void open(long since);

  /**
   * The upstream is no longer part of the rules: idle connections close now, others with their last
   * request.
   */
  abstract void retire();

  /**
   * Leases a connection, now or later.
   *
   * @param fresh not one that was used before: the last one of those turned out stale
   */
  final Lease borrow(Borrower borrower, boolean fresh) {
    assert loop.isCurrent() : "a request changed threads";
    RequestSlot slot = fresh ? takeFresh() : take();
    if (slot != null) {
      borrower.leased(slot);
      return Lease.TAKEN;
    }
    return enqueue(borrower);
  }

  /** The same as {@link #take}, for who found a connection stale. */
  abstract @Nullable RequestSlot takeFresh();

  private Lease enqueue(Borrower borrower) {
    if (loop.isClosed()) {
      borrower.refused(ForwardError.CONNECT_FAILED);
      return Lease.REFUSED;
    }
    forgetThoseWhoLeft();
    if (waiting.size() - connecting * roomOfNew() >= bounds.waiting) {
      meters.exhausted();
      borrower.refused(ForwardError.POOL_EXHAUSTED);
      return Lease.REFUSED;
    }
    waiting.addLast(borrower);
    meters.waiting();
    return connectIfNeeded() ? Lease.CONNECTING : Lease.QUEUED;
  }

  private void forgetThoseWhoLeft() {
    while (!waiting.isEmpty() && !waiting.peekFirst().isWaiting()) {
      waiting.pollFirst();
      meters.waited();
    }
  }

  final boolean isAwaited() {
    return !waiting.isEmpty();
  }

  final boolean connectIfNeeded() {
    if (loop.isClosed()) {
      refuseAll();
      return false;
    }
    if (connecting * roomOfNew() >= waiting.size()) {
      return true;
    }
    if (open + connecting >= bounds.connections && !makeRoom()) {
      return false;
    }
    connecting++;
    open(System.nanoTime());
    return true;
  }

  /** A connection stands: it serves those that wait, or is kept. */
  final void connected(long since) {
    connecting--;
    open++;
    meters.connected(System.nanoTime() - since);
  }

  final void connectFailed(Throwable cause) {
    connecting--;
    meters.connectFailed();
    refuseNext(
        cause instanceof ConnectTimeoutException || cause instanceof TimeoutException
            ? ForwardError.CONNECT_TIMEOUT
            : ForwardError.CONNECT_FAILED);
  }

  private void refuseAll() {
    for (Borrower at = nextWaiting(); at != null; at = nextWaiting()) {
      at.refused(ForwardError.CONNECT_FAILED);
    }
  }

  /** One of those who wait gets no connection; the others may need one now. */
  final void refuseNext(ForwardError error) {
    Borrower borrower = nextWaiting();
    if (borrower != null) {
      borrower.refused(error);
    }
    if (!waiting.isEmpty()) {
      connectIfNeeded();
    }
  }

  final @Nullable Borrower nextWaiting() {
    for (Borrower at = waiting.pollFirst(); at != null; at = waiting.pollFirst()) {
      meters.waited();
      if (at.isWaiting()) {
        return at;
      }
    }
    return null;
  }

  /** A connection is no more; those who waited for it may need another. */
  final void closedOne() {
    open--;
    meters.closed();
    if (!waiting.isEmpty()) {
      connectIfNeeded();
    }
  }
}
