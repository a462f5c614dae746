package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.UpstreamMeters;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Connections that carry one request at a time: HTTP/1.1.
 *
 * <p>Last in, first out: a warm connection is warmest, and those that are not needed grow old and
 * are closed.
 */
final class ExclusivePool extends EndpointPool {
  private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
  private final Expiry expiry = new Expiry();

  private final ConnectOptions connect;
  private int inUse;

  ExclusivePool(Loop loop, Bounds bounds, ConnectOptions connect, UpstreamMeters meters) {
    super(loop, bounds, meters);
    this.connect = connect;
  }

  @Override
  int inUse() {
    return inUse;
  }

  @Override
  int roomOfNew() {
    return 1;
  }

  @Override
  @Nullable RequestSlot take() {
    long now = loop.deadlines().coarseNow();
    for (UpstreamConnection at = idle.pollLast(); at != null; at = idle.pollLast()) {
      if (!at.isClosed() && at.expiresAt - now > 0) {
        return leased(at);
      }
      at.abort();
    }
    return null;
  }

  @Override
  @Nullable RequestSlot takeFresh() {
    return null;
  }

  private UpstreamConnection leased(UpstreamConnection connection) {
    connection.leased = true;
    inUse++;
    meters.leased();
    return connection;
  }

  private void leaseEnded(UpstreamConnection connection) {
    if (connection.leased) {
      connection.leased = false;
      inUse--;
      meters.released();
    }
  }

  @Override
  boolean makeRoom() {
    UpstreamConnection oldest = idle.pollFirst();
    if (oldest != null) {
      oldest.abort();
    }
    return open + connecting < bounds.connections();
  }

  @Override
  void open(long since) {
    loop.client().connect(connect).onComplete(socket -> stands(socket, since), this::connectFailed);
  }

  private void stands(NetSocket socket, long since) {
    connected(since);
    hand(new UpstreamConnection(this, socket));
  }

  void release(UpstreamConnection connection, long keepAliveNanos) {
    leaseEnded(connection);
    if (retired || connection.isClosed() || keepAliveNanos <= 0) {
      connection.abort();
      return;
    }
    connection.expiresAt =
        loop.deadlines().coarseNow() + Math.min(keepAliveNanos, bounds.keepAliveNanos());
    hand(connection);
  }

  private void hand(UpstreamConnection connection) {
    Borrower borrower = nextWaiting();
    if (borrower != null) {
      borrower.leased(leased(connection));
    } else if (retired) {
      connection.abort();
    } else {
      keep(connection);
    }
  }

  private void keep(UpstreamConnection connection) {
    if (connection.expiresAt == 0) {
      connection.expiresAt = System.nanoTime() + bounds.keepAliveNanos();
    }
    idle.addLast(connection);
    if (idle.size() == 1) {
      expiry.arm();
    }
  }

  void closed(UpstreamConnection connection) {
    idle.remove(connection);
    leaseEnded(connection);
    closedOne();
  }

  @Override
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
      loop.deadlines().set(this, System.nanoTime() + bounds.keepAliveNanos() / 4 + 1);
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
