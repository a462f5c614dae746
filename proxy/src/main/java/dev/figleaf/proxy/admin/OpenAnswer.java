package dev.figleaf.proxy.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An answer that goes on until its client leaves, or its time is over. All but {@link #offer} runs
 * on the event loop of the request.
 *
 * <p>What a client does not read in time is bounded: {@link #write} ends the connection of one that
 * is too slow, {@link #offer} passes over what it has no room for, and counts it.
 */
final class OpenAnswer {
  /** Shorter than the listener's patience with a connection on which nothing happens. */
  static final Duration BEAT = Duration.ofSeconds(10);

  private static final Logger LOG = LogManager.getLogger(OpenAnswer.class);
  private static final int WAITING_MOST = 256;
  private static final int UNREAD_MOST = 256 * 1024;

  private final Vertx vertx;
  private final Context loop;
  private final RoutingContext request;
  private final HttpServerResponse response;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger missed = new AtomicInteger();
  private final Beat beat;
  private @Nullable AutoCloseable source;
  private long beatTimer;
  private long endTimer;
  private boolean ended;

  /** What keeps a connection alive on which nothing happens. */
  interface Beat {
    /**
     * A piece of the answer.
     *
     * @param missed how much was passed over since the last one
     */
    String text(int missed);
  }

  private OpenAnswer(Vertx vertx, RoutingContext request, Beat beat) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.request = request;
    this.response = request.response();
    this.beat = beat;
  }

  /** Sends the head, and keeps the answer open. */
  static OpenAnswer begin(
      Vertx vertx, RoutingContext request, String mediaType, Duration longest, Beat beat) {
    var open = new OpenAnswer(vertx, request, beat);
    Answer.guard(open.response);
    // A proxy in front must pass each piece on at once.
    open.response
        .putHeader(HttpHeaderNames.CONTENT_TYPE, mediaType)
        .putHeader("X-Accel-Buffering", "no")
        .setChunked(true)
        .setWriteQueueMaxSize(UNREAD_MOST);
    open.response.exceptionHandler(_ -> open.end());
    open.response.closeHandler(_ -> open.end());
    open.response.writeHead();
    open.beatTimer = vertx.setPeriodic(BEAT.toMillis(), _ -> open.beat());
    open.endTimer = vertx.setTimer(longest.toMillis(), _ -> open.end());
    return open;
  }

  /** What is to be closed once nobody listens any more. */
  void from(AutoCloseable closed) {
    if (ended) {
      close(closed);
    } else {
      source = closed;
    }
  }

  private void beat() {
    write(beat.text(missed.getAndSet(0)));
  }

  /** Sends a piece, or ends the connection of who does not read. */
  void write(String text) {
    if (ended) {
      return;
    }
    if (response.writeQueueFull()) {
      request.request().connection().close();
      end();
    } else {
      response.write(text);
    }
  }

  /** Sends a piece if there is room for it; on any thread. */
  void offer(String text) {
    if (waiting.incrementAndGet() > WAITING_MOST) {
      waiting.decrementAndGet();
      missed.incrementAndGet();
    } else {
      OnLoop.run(loop, () -> offered(text));
    }
  }

  private void offered(String text) {
    waiting.decrementAndGet();
    if (!ended && response.writeQueueFull()) {
      missed.incrementAndGet();
    } else {
      write(text);
    }
  }

  /** Counts what somebody else passed over; on any thread. */
  void passedOver(long count) {
    missed.addAndGet((int) Math.min(count, Integer.MAX_VALUE / 2));
  }

  void end() {
    if (ended) {
      return;
    }
    ended = true;
    vertx.cancelTimer(beatTimer);
    vertx.cancelTimer(endTimer);
    if (source != null) {
      close(Objects.requireNonNull(source));
    }
    if (!response.ended() && !response.closed()) {
      response.end();
    }
  }

  private static void close(AutoCloseable closed) {
    try {
      closed.close();
    } catch (Exception e) {
      LOG.warn("what somebody listened to could not be closed", e);
    }
  }
}
