package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.Outcome;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;

/**
 * A client and an upstream, joined after an upgrade: what one sends the other gets, byte for byte.
 *
 * <p>Frames, close codes, ping and pong are between the two ends. The slower side pauses the faster
 * one; either side's end is the end of both. Confined to its event loop.
 */
final class Tunnel extends Deadline {
  /** How long both sides may be silent: there are applications that ping every half hour. */
  private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Loop loop;
  private final NetSocket client;
  private final NetSocket upstream;
  private final Outcome outcome;
  private final Runnable whenClosed;
  private boolean closed;

  Tunnel(Loop loop, NetSocket client, NetSocket upstream, Outcome outcome, Runnable whenClosed) {
    this.loop = loop;
    this.client = client;
    this.upstream = upstream;
    this.outcome = outcome;
    this.whenClosed = whenClosed;
  }

  /**
   * Whether a request asks for an upgrade that is known: WebSocket (RFC 6455 §4.1). Others are not
   * passed on.
   */
  static boolean isAskedFor(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_1_1
        && request.method() == HttpMethod.GET
        && HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(
            request.getHeader(HttpHeaderNames.UPGRADE))
        && request.headers().contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && !request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
        && !request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  void start() {
    join(client, upstream, true);
    join(upstream, client, false);
    touch();
    upstream.resume();
    client.resume();
  }

  private void join(NetSocket from, NetSocket to, boolean inward) {
    from.handler(
        bytes -> {
          count(bytes, inward);
          to.write(bytes);
          if (to.writeQueueFull()) {
            from.pause();
          }
        });
    to.drainHandler(_ -> from.resume());
    from.exceptionHandler(_ -> close());
    from.closeHandler(_ -> close());
  }

  private void count(Buffer bytes, boolean inward) {
    if (inward) {
      outcome.bytesIn += bytes.length();
    } else {
      outcome.bytesOut += bytes.length();
    }
    touch();
  }

  private void touch() {
    if (!closed) {
      loop.deadlines().set(this, System.nanoTime() + IDLE_NANOS);
    }
  }

  /** Ends both sides, each after what is still to be written to it. */
  private void close() {
    if (closed) {
      return;
    }
    closed = true;
    loop.deadlines().clear(this);
    client.end();
    upstream.end();
    whenClosed.run();
  }

  @Override
  protected void expired() {
    close();
  }
}
