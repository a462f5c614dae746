package dev.figleaf.proxy.admin;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.Map;

/**
 * The open connections of the admin listener, bounded in number and in patience.
 *
 * <p>A connection has {@link #PATIENCE_MILLIS} to send a whole request head, the first and each
 * further one; trickling does not prolong it. Confined to the admin event loop.
 */
final class AdminConnections {
  static final int MOST = 128;
  static final long PATIENCE_MILLIS = 30_000;

  /** How long a client may go on sending what nobody wants, so that it can read the answer. */
  static final long LINGER_MILLIS = 1_000;

  private final Vertx vertx;
  private final int most;
  private final long patienceMillis;
  private final Map<HttpConnection, Long> timers = new HashMap<>();

  AdminConnections(Vertx vertx, int most, long patienceMillis) {
    this.vertx = vertx;
    this.most = most;
    this.patienceMillis = patienceMillis;
  }

  void opened(HttpConnection connection) {
    if (timers.size() >= most) {
      connection.close();
      return;
    }
    timers.put(connection, start(connection, patienceMillis));
    connection.closeHandler(_ -> closed(connection));
  }

  /** A whole head came; the clock stands until its answer is written. */
  void requestBegan(HttpConnection connection) {
    Long timer = timers.get(connection);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }

  void requestEnded(HttpConnection connection) {
    timers.computeIfPresent(connection, (_, _) -> start(connection, patienceMillis));
  }

  /** It was answered before its body had come, which nobody waits for any more. */
  void requestCutShort(HttpConnection connection) {
    timers.computeIfPresent(connection, (_, _) -> start(connection, LINGER_MILLIS));
  }

  private long start(HttpConnection connection, long millis) {
    return vertx.setTimer(millis, _ -> connection.close());
  }

  private void closed(HttpConnection connection) {
    Long timer = timers.remove(connection);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }
}
