package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.UpstreamMeters;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Connections that carry several requests at a time: HTTP/2.
 *
 * <p>The oldest connection with room is used first, so that those which only a rush needed grow
 * idle and are closed. Another one is opened when all are full.
 */
final class SharedPool extends EndpointPool {
  private final List<SharedConnection> connections = new ArrayList<>();
  final HttpConnectOptions connect;
  private int inUse;
  private int abandoned;

  SharedPool(Loop loop, Bounds bounds, HttpConnectOptions connect, UpstreamMeters meters) {
    super(loop, bounds, meters);
    this.connect = connect;
  }

  @Override
  int inUse() {
    return inUse;
  }

  @Override
  int roomOfNew() {
    return SharedConnection.MOST_STREAMS;
  }

  @Override
  @Nullable RequestSlot take() {
    for (int i = 0; i < connections.size(); i++) {
      SharedConnection at = connections.get(i);
      if (at.hasRoom()) {
        return at.take();
      }
    }
    return null;
  }

  /** A connection that closes, or refuses, takes itself out: the others are as good as new. */
  @Override
  @Nullable RequestSlot takeFresh() {
    return take();
  }

  @Override
  boolean makeRoom() {
    return open + connecting + abandoned < bounds.connections();
  }

  @Override
  void open(long since) {
    new Opening(since).start();
  }

  private void connected(HttpClientConnection http, long since) {
    connected(since);
    var connection = new SharedConnection(this, http);
    connections.add(connection);
    if (isAwaited() && !connection.hasRoom()) {
      // It allows no request at all; opening more of the kind would never end.
      connection.close();
      refuseNext(ForwardError.CONNECT_FAILED);
      return;
    }
    connection.closeWhenUnused();
    serveWaiting();
    if (retired) {
      connection.closeWhenIdle();
    }
  }

  /** Room has come free, or new. */
  void serveWaiting() {
    while (isAwaited()) {
      RequestSlot slot = take();
      if (slot == null) {
        connectIfNeeded();
        return;
      }
      Borrower borrower = nextWaiting();
      if (borrower == null) {
        slot.abort();
      } else {
        borrower.leased(slot);
      }
    }
  }

  void leased(boolean first) {
    inUse++;
    if (first) {
      meters.leased();
    }
  }

  void released(boolean last) {
    inUse--;
    if (last) {
      meters.released();
    }
  }

  /** The connection takes no new requests. */
  void withdraw(SharedConnection connection) {
    connections.remove(connection);
  }

  @Override
  void retire() {
    retired = true;
    List.copyOf(connections).forEach(SharedConnection::closeWhenIdle);
  }

  /**
   * A connection that is being opened: it stands when the upstream's SETTINGS have come, which no
   * timeout of a socket bounds.
   */
  private final class Opening extends Deadline {
    private final long since;
    private boolean over;

    Opening(long since) {
      this.since = since;
    }

    void start() {
      long nanos = ConnectionSettings.openNanos(connect);
      loop.deadlines().set(this, since + nanos);
      loop.sharedClient((int) connect.getConnectTimeout())
          .connect(connect)
          .onComplete(this::stands, this::failed);
    }

    private void stands(HttpClientConnection http) {
      if (over) {
        abandoned--;
        http.close();
        return;
      }
      loop.deadlines().clear(this);
      connected(http, since);
    }

    private void failed(Throwable cause) {
      if (over) {
        abandoned--;
        return;
      }
      loop.deadlines().clear(this);
      connectFailed(cause);
    }

    @Override
    protected void expired() {
      over = true;
      abandoned++;
      connectFailed(new TimeoutException("no SETTINGS"));
    }
  }
}
