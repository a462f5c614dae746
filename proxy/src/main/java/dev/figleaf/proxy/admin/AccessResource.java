package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.shadow.report.Spans;
import dev.figleaf.proxy.telemetry.AccessFilter;
import dev.figleaf.proxy.telemetry.AccessListener;
import dev.figleaf.proxy.telemetry.AccessLog;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Requests as they end, with the fields of the access log: a line of JSON each, or server-sent
 * events where the client accepts those. Who reads too slowly misses some, and is told how many.
 */
final class AccessResource {
  private static final String LINES = "application/x-ndjson";
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Vertx vertx;
  private final AccessLog log;

  AccessResource(Vertx vertx, AccessLog log) {
    this.vertx = vertx;
    this.log = log;
  }

  void follow(RoutingContext context) {
    HttpServerRequest request = context.request();
    boolean events = wantsEvents(request);
    try {
      AccessFilter filter = filter(request);
      Duration time = time(request);
      if (request.method() == HttpMethod.HEAD) {
        Answer.send(request, 200, events ? EventsResource.TYPE : LINES, Buffer.buffer());
      } else {
        begin(context, filter, time, events);
      }
    } catch (IllegalArgumentException e) {
      Refusal.badParameter(String.valueOf(e.getMessage())).send(context);
    } catch (IllegalStateException e) {
      new Refusal(503, "busy", String.valueOf(e.getMessage())).send(context);
    }
  }

  private void begin(RoutingContext context, AccessFilter filter, Duration time, boolean events) {
    var listener = new Listener(events);
    // Before the head: where there is no room, that is the answer.
    AutoCloseable source = log.listen(filter, listener);
    OpenAnswer answer =
        OpenAnswer.begin(
            vertx, context, events ? EventsResource.TYPE : LINES, time, listener::beat);
    listener.to = answer;
    answer.from(source);
  }

  private static final class Listener implements AccessListener {
    private final boolean events;
    private volatile @Nullable OpenAnswer to;

    Listener(boolean events) {
      this.events = events;
    }

    @Override
    public void line(String json) {
      OpenAnswer answer = to;
      if (answer != null) {
        answer.offer(events ? "event: access\ndata: " + json + "\n\n" : json + "\n");
      }
    }

    @Override
    public void missed(long requests) {
      OpenAnswer answer = to;
      if (answer != null) {
        answer.passedOver(requests);
      }
    }

    private String beat(int missed) {
      String lost = missed == 0 ? "" : "{\"missed\":" + missed + "}";
      if (events) {
        return lost.isEmpty() ? ":\n\n" : "event: missed\ndata: " + lost + "\n\n";
      }
      return lost + "\n";
    }
  }

  private static boolean wantsEvents(HttpServerRequest request) {
    String accept = request.getHeader(HttpHeaderNames.ACCEPT);
    return accept != null && accept.contains(EventsResource.TYPE);
  }

  private static AccessFilter filter(HttpServerRequest request) {
    String slower = request.getParam("slower");
    return new AccessFilter(
        request.getParam("method"),
        request.getParam("status"),
        request.getParam("path"),
        request.getParam("route"),
        request.getParam("upstream"),
        request.getParam("seam"),
        slower == null ? 0 : Spans.duration(slower).toNanos());
  }

  private static Duration time(HttpServerRequest request) {
    Duration time = Spans.duration(request.getParam("for", "1h"));
    if (time.isZero() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("for is at most 1h");
    }
    return time;
  }
}
