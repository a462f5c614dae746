package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.Outcome;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A client and an upstream, joined after an upgrade: what one sends the other gets, byte for byte.
 *
 * <p>Frames, close codes, ping and pong are between the two ends. The slower side pauses the faster
 * one; either side's end is the end of both. Only when the facade itself ends it speaks: each side
 * is told that the other goes away (RFC 6455 §7.4.1, 1001), between two frames. Confined to its
 * event loop.
 */
final class Tunnel extends Deadline {
  /** How long both sides may be silent: there are applications that ping every half hour. */
  private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

  /** How long both sides may take to end a frame that is under way, and to say good-bye. */
  private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Buffer GOING_AWAY =
      Buffer.buffer(new byte[] {(byte) 0x88, 2, 0x03, (byte) 0xe9});

  private final Loop loop;
  private final Outcome outcome;
  private final Runnable whenClosed;
  private final Direction inward;
  private final Direction outward;
  private boolean draining;
  private boolean closed;

  Tunnel(Loop loop, NetSocket client, NetSocket upstream, Outcome outcome, Runnable whenClosed) {
    this.loop = loop;
    this.outcome = outcome;
    this.whenClosed = whenClosed;
    this.inward = new Direction(client, upstream, true);
    this.outward = new Direction(upstream, client, false);
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
    inward.join();
    outward.join();
    // The listener tells when it shuts down, and otherwise would close the socket at once.
    inward.from.shutdownHandler(this::drain);
    touch();
    outward.from.resume();
    inward.from.resume();
    if (loop.isDraining()) {
      drain(Duration.ofNanos(FAREWELL_NANOS));
    }
  }

  private void drain(Duration grace) {
    if (closed || draining) {
      return;
    }
    draining = true;
    loop.deadlines().set(this, System.nanoTime() + Math.min(grace.toNanos(), FAREWELL_NANOS));
    inward.sayGoodByeIfBetweenFrames();
    outward.sayGoodByeIfBetweenFrames();
    closeWhenBothAgree();
  }

  private void closeWhenBothAgree() {
    if (draining && inward.frames.closeSeen() && outward.frames.closeSeen()) {
      close();
    }
  }

  private void touch() {
    if (!closed && !draining) {
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
    // What was read and not yet wanted holds buffers, which a close would never let go.
    inward.from.resume();
    outward.from.resume();
    // Or it would be asked about this end, too, and the socket left open.
    inward.from.shutdownHandler(null);
    outward.to.end();
    inward.to.end();
    whenClosed.run();
  }

  @Override
  protected void expired() {
    close();
  }

  /** What flows one way. */
  private final class Direction {
    private final NetSocket from;
    private final NetSocket to;
    private final boolean isInward;
    private final FrameBoundary frames = new FrameBoundary();
    private boolean saidGoodBye;

    Direction(NetSocket from, NetSocket to, boolean isInward) {
      this.from = from;
      this.to = to;
      this.isInward = isInward;
    }

    void join() {
      from.handler(this::forward);
      to.drainHandler(_ -> from.resume());
      from.exceptionHandler(_ -> close());
      from.closeHandler(_ -> close());
    }

    private void forward(Buffer bytes) {
      if (closed) {
        return;
      }
      if (isInward) {
        outcome.bytesIn += bytes.length();
      } else {
        outcome.bytesOut += bytes.length();
      }
      touch();
      if (draining) {
        forwardLast(bytes);
        closeWhenBothAgree();
      } else {
        frames.pass(bytes);
        write(bytes);
      }
    }

    /** The rest of the frame that is under way; what follows it goes nowhere. */
    private void forwardLast(Buffer bytes) {
      int end = 0;
      if (!saidGoodBye) {
        end = frames.passFrame(bytes, 0);
        write(bytes.slice(0, end));
        sayGoodByeIfBetweenFrames();
      }
      frames.pass(bytes.slice(end, bytes.length()));
    }

    private void write(Buffer bytes) {
      to.write(bytes);
      if (to.writeQueueFull()) {
        from.pause();
      }
    }

    void sayGoodByeIfBetweenFrames() {
      if (frames.isHere() && !saidGoodBye) {
        saidGoodBye = true;
        if (!frames.closeSeen()) {
          to.write(isInward ? masked() : GOING_AWAY.copy());
        }
      }
    }
  }

  /** What a client sends is masked (RFC 6455 §5.3), and to the upstream the client is us. */
  private static Buffer masked() {
    byte[] mask = new byte[4];
    ThreadLocalRandom.current().nextBytes(mask);
    return Buffer.buffer(new byte[] {(byte) 0x88, (byte) 0x82})
        .appendBytes(mask)
        .appendByte((byte) (0x03 ^ mask[0]))
        .appendByte((byte) (0xe9 ^ mask[1]));
  }
}
