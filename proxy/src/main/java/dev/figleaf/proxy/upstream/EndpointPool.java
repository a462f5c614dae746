package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.UpstreamMeters;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one endpoint.
 *
 * <p>Last in, first out: a warm connection is warmest, and those that are not needed grow old and
 * are closed. At most {@link Bounds#connections} are open; a request that finds none waits its
 * turn, bounded in number here and in time by its own deadline. A lease ends in {@link
 * UpstreamConnection#release} or {@link UpstreamConnection#abort}, always. Not thread-safe:
 * confined to its event loop.
 */
public final class EndpointPool {

  /** Bounds of one pool: of one endpoint on one event loop. */
  public record Bounds(int connections, int waiting, long maxWaitNanos, long keepAliveNanos) {}

  /** Who wants a connection. */
  interface Borrower {
    /** Takes the connection; it is the borrower's from now on. */
    void leased(UpstreamConnection connection);

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

  private final Loop loop;
  private final Bounds bounds;
  private final HttpConnectOptions connectOptions;
  private final UpstreamMeters meters;
  private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
  private final ArrayDeque<Borrower> waiting = new ArrayDeque<>();
  private final Expiry expiry = new Expiry();
  private int open;
  private int connecting;
  private boolean retired;

  EndpointPool(Loop loop, Bounds bounds, HttpConnectOptions connectOptions, UpstreamMeters meters) {
    this.loop = loop;
    this.bounds = bounds;
    this.connectOptions = connectOptions;
    this.meters = meters;
  }

  /** Requests that hold a connection. */
  int inUse() {
    return open - idle.size();
  }

  Bounds bounds() {
    return bounds;
  }

  /**
   * Leases a connection, now or later.
   *
   * @param fresh not one that was used before: the last one of those turned out stale
   */
  Lease borrow(Borrower borrower, boolean fresh) {
    assert loop.isCurrent() : "a request changed threads";
    UpstreamConnection connection = fresh ? null : newestIdle();
    if (connection != null) {
      lease(connection, borrower);
      return Lease.TAKEN;
    }
    return enqueue(borrower);
  }

  private void lease(UpstreamConnection connection, Borrower borrower) {
    connection.leased = true;
    meters.leased();
    borrower.leased(connection);
  }

  private void leaseEnded(UpstreamConnection connection) {
    if (connection.leased) {
      connection.leased = false;
      meters.released();
    }
  }

  private @Nullable UpstreamConnection newestIdle() {
    long now = System.nanoTime();
    for (UpstreamConnection at = idle.pollLast(); at != null; at = idle.pollLast()) {
      if (!at.isClosed() && at.expiresAt - now > 0) {
        return at;
      }
      at.abort();
    }
    return null;
  }

  private Lease enqueue(Borrower borrower) {
    forgetThoseWhoLeft();
    if (waiting.size() - connecting >= bounds.waiting) {
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

  private boolean connectIfNeeded() {
    if (connecting >= waiting.size()) {
      return true;
    }
    if (open + connecting >= bounds.connections && !makeRoom()) {
      return false;
    }
    connect();
    return true;
  }

  private boolean makeRoom() {
    UpstreamConnection oldest = idle.pollFirst();
    if (oldest != null) {
      oldest.abort();
    }
    return open + connecting < bounds.connections;
  }

  private void connect() {
    connecting++;
    long since = System.nanoTime();
    loop.client((int) connectOptions.getConnectTimeout())
        .connect(connectOptions)
        .onComplete(http -> connected(http, since), this::connectFailed);
  }

  private void connected(HttpClientConnection http, long since) {
    connecting--;
    open++;
    meters.connected(System.nanoTime() - since);
    hand(new UpstreamConnection(this, http));
  }

  private void connectFailed(Throwable cause) {
    connecting--;
    meters.connectFailed();
    Borrower borrower = nextWaiting();
    if (borrower != null) {
      borrower.refused(
          cause instanceof ConnectTimeoutException
              ? ForwardError.CONNECT_TIMEOUT
              : ForwardError.CONNECT_FAILED);
    }
    if (!waiting.isEmpty()) {
      connectIfNeeded();
    }
  }

  private @Nullable Borrower nextWaiting() {
    for (Borrower at = waiting.pollFirst(); at != null; at = waiting.pollFirst()) {
      meters.waited();
      if (at.isWaiting()) {
        return at;
      }
    }
    return null;
  }

  void release(UpstreamConnection connection, long keepAliveNanos) {
    leaseEnded(connection);
    if (retired || connection.isClosed() || keepAliveNanos <= 0) {
      connection.abort();
      return;
    }
    connection.expiresAt = System.nanoTime() + Math.min(keepAliveNanos, bounds.keepAliveNanos);
    hand(connection);
  }

  private void hand(UpstreamConnection connection) {
    Borrower borrower = nextWaiting();
    if (borrower != null) {
      lease(connection, borrower);
    } else if (retired) {
      connection.abort();
    } else {
      keep(connection);
    }
  }

  private void keep(UpstreamConnection connection) {
    if (connection.expiresAt == 0) {
      connection.expiresAt = System.nanoTime() + bounds.keepAliveNanos;
    }
    idle.addLast(connection);
    if (idle.size() == 1) {
      expiry.arm();
    }
  }

  void closed(UpstreamConnection connection) {
    open--;
    idle.remove(connection);
    leaseEnded(connection);
    meters.closed();
    if (!waiting.isEmpty()) {
      connectIfNeeded();
    }
  }

  /**
   * The upstream is no longer part of the rules: idle connections close now, others with their
   * request.
   */
  void retire() {
    retired = true;
    for (UpstreamConnection at = idle.pollFirst(); at != null; at = idle.pollFirst()) {
      at.abort();
    }
    loop.deadlines().clear(expiry);
  }

  /** Closes idle connections that have grown old. */
  private final class Expiry extends Deadline {
    void arm() {
      loop.deadlines().set(this, System.nanoTime() + bounds.keepAliveNanos / 4 + 1);
    }

    @Override
    protected void expired() {
      long now = System.nanoTime();
      for (UpstreamConnection at = idle.peekFirst();
          at != null && at.expiresAt - now <= 0;
          at = idle.peekFirst()) {
        idle.pollFirst();
        at.abort();
      }
      if (!idle.isEmpty()) {
        arm();
      }
    }
  }
}
