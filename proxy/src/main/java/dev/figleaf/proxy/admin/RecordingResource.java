package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.shadow.report.Spans;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * What the control of a subject answers while somebody listens: a line of JSON each, without
 * secrets. Bounded in time and in number; who reads too slowly misses some.
 */
final class RecordingResource {
  private static final Logger LOG = LogManager.getLogger(RecordingResource.class);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int MOST = 10_000;
  // Shorter than the listener's patience with a connection on which nothing happens.
  private static final long BEAT_MILLIS = 10_000;
  private static final int WAITING_MOST = 64;

  private final Vertx vertx;
  private final ShadowSources sources;
  private final Blocking blocking;

  RecordingResource(Vertx vertx, ShadowSources sources, Blocking blocking) {
    this.vertx = vertx;
    this.sources = sources;
    this.blocking = blocking;
  }

  void record(RoutingContext context) {
    String subject = ShadowResource.named(context, "subject");
    try {
      Duration time = Spans.duration(context.request().getParam("for", "30s"));
      int most = Integer.parseInt(context.request().getParam("most", "200"));
      if (time.isZero() || time.compareTo(LONGEST) > 0 || most < 1 || most > MOST) {
        throw new IllegalArgumentException("for is at most 10m, most is from 1 to " + MOST);
      }
      blocking.run(
          context,
          () -> sources.reports().knows(subject),
          known -> {
            if (known) {
              begin(context, subject, time, most);
            } else {
              ShadowResource.unknown(subject).send(context);
            }
          });
    } catch (IllegalArgumentException e) {
      Refusal.badParameter(String.valueOf(e.getMessage())).send(context);
    }
  }

  private void begin(RoutingContext context, String subject, Duration time, int most) {
    HttpServerResponse response = context.response();
    if (context.request().method() == HttpMethod.HEAD) {
      Answer.send(context.request(), 200, "application/x-ndjson", Buffer.buffer());
      return;
    }
    var open = new Open(vertx.getOrCreateContext(), response, most);
    try {
      open.source = sources.recording().begin(subject, open::offer);
    } catch (IllegalStateException e) {
      new Refusal(503, "busy", String.valueOf(e.getMessage())).send(context);
      return;
    }
    Answer.guard(response);
    response.putHeader(HttpHeaderNames.CONTENT_TYPE, "application/x-ndjson").setChunked(true);
    response.exceptionHandler(_ -> open.end());
    response.closeHandler(_ -> open.end());
    response.writeHead();
    open.clock = vertx.setTimer(time.toMillis(), _ -> open.end());
    open.beat = vertx.setPeriodic(BEAT_MILLIS, _ -> response.write("\n"));
  }

  /** One who listens. All but {@link #offer} runs on the event loop. */
  private final class Open {
    private final Context loop;
    private final HttpServerResponse response;
    private final AtomicInteger waiting = new AtomicInteger();
    private int left;
    private boolean ended;
    private AutoCloseable source = () -> {};
    private long clock;
    private long beat;

    Open(Context loop, HttpServerResponse response, int most) {
      this.loop = loop;
      this.response = response;
      this.left = most;
    }

    void offer(String line) {
      if (waiting.incrementAndGet() > WAITING_MOST) {
        waiting.decrementAndGet();
        return;
      }
      loop.runOnContext(
          _ -> {
            waiting.decrementAndGet();
            write(line);
          });
    }

    private void write(String line) {
      if (ended || response.writeQueueFull()) {
        return;
      }
      response.write(line + "\n");
      if (--left == 0) {
        end();
      }
    }

    private void end() {
      if (ended) {
        return;
      }
      ended = true;
      vertx.cancelTimer(clock);
      vertx.cancelTimer(beat);
      try {
        source.close();
      } catch (Exception e) {
        LOG.warn("a recording could not be ended", e);
      }
      if (!response.ended() && !response.closed()) {
        response.end();
      }
    }
  }
}
