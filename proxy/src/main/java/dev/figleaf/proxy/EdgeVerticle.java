package dev.figleaf.proxy;

import dev.figleaf.proxy.control.Snapshot;
import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.filter.ProblemAnswer;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.telemetry.RequestIds;
import dev.figleaf.proxy.telemetry.RouteMeters;
import dev.figleaf.proxy.telemetry.Traceparent;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.proxy.upstream.UpstreamRegistry;
import dev.figleaf.routing.Route;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The edge of one event loop: accepts requests, bounds and normalises them, matches them against
 * the live rules.
 *
 * <p>All instances listen on the same port; a connection, and everything that its requests become,
 * stays on the loop that accepted it.
 */
public final class EdgeVerticle extends VerticleBase {

  /** What all edges share. */
  public record Shared(
      EdgeSettings settings,
      Supplier<Snapshot> live,
      UpstreamRegistry upstreams,
      ProxyEvents events,
      AccessLog accessLog) {}

  private final int index;
  private final Shared shared;
  private final RouteMeters unmatched;
  private final Map<HttpConnection, EdgeConnection> connections = new HashMap<>();
  private final RandomGenerator random = RequestIds.generator();
  private final RequestIds ids = new RequestIds(random);
  private @Nullable Loop loop;
  private @Nullable HttpServer server;

  public EdgeVerticle(int index, Shared shared) {
    this.index = index;
    this.shared = shared;
    this.unmatched = shared.events().route(Outcome.NONE, Outcome.NONE);
  }

  @Override
  public Future<?> start() {
    Loop own = new Loop(index, vertx, context);
    loop = own;
    shared.upstreams().register(own);
    HttpServer listening = vertx.createHttpServer(options());
    server = listening;
    return listening
        .connectionHandler(connection -> opened(connection, own))
        .invalidRequestHandler(this::undecodable)
        .exceptionHandler(_ -> {})
        .requestHandler(request -> accept(request, own))
        .listen(address());
  }

  private SocketAddress address() {
    EdgeSettings settings = shared.settings();
    return settings.port() == 0
        ? SocketAddress.sharedRandomPort(1, settings.host())
        : SocketAddress.inetSocketAddress(settings.port(), settings.host());
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setMaxChunkSize(Loop.CHUNK_BYTES)
        .setMaxInitialLineLength(8 * 1024)
        .setMaxHeaderSize(32 * 1024)
        .setTcpNoDelay(true)
        .setAcceptBacklog(1024)
        .setHttp2ClearTextEnabled(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  /** The port that is listened on. */
  public int port() {
    return server == null ? -1 : server.actualPort();
  }

  /** Accepts no more, and ends when what is in flight has, or when the time is over. */
  public Future<Void> drain(Duration grace) {
    Promise<Void> drained = Promise.promise();
    // Connections belong to their loop, whoever asks.
    context.runOnContext(
        _ -> {
          if (loop != null) {
            loop.drain();
          }
          shutdown(grace).onComplete(drained);
        });
    return drained.future();
  }

  private Future<Void> shutdown(Duration grace) {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(Math.max(1, grace.toMillis()), TimeUnit.MILLISECONDS);
  }

  @Override
  public Future<?> stop() {
    if (loop != null) {
      loop.close();
    }
    return Future.succeededFuture();
  }

  private void opened(HttpConnection connection, Loop own) {
    var edge = EdgeConnection.open(connection, shared.settings().trustedProxies(), own);
    connections.put(connection, edge);
    shared.events().connectionOpened();
    // The channel's own end: a connection that became a tunnel tells Vert.x's handler nothing.
    ((ConnectionBase) connection)
        .channel()
        .closeFuture()
        .addListener(
            _ -> {
              connections.remove(connection);
              edge.closed();
              shared.events().connectionClosed();
            });
  }

  private void accept(HttpServerRequest request, Loop own) {
    EdgeConnection edge = connections.get(request.connection());
    if (edge == null) {
      return; // closed before its first request was looked at
    }
    edge.requestBegan();
    RequestGate.Refusal refusal = RequestGate.check(request, shared.settings().instance());
    RequestTarget target = refusal == null ? RequestTarget.parse(request.uri()) : null;
    if (refusal != null || target == null) {
      refuse(edge, request, refusal == null ? RequestGate.Refusal.BAD_TARGET : refusal);
    } else {
      route(open(edge, request, target), own);
    }
  }

  private void route(Exchange exchange, Loop own) {
    if (own.isDraining() && exchange.request().version() != HttpVersion.HTTP_2) {
      exchange.closeClient();
    }
    Snapshot snapshot = shared.live().get();
    exchange.outcome().revision = snapshot.revision();
    Route route = snapshot.table().match(exchange.head());
    if (route == null) {
      exchange.count(unmatched);
      ProblemAnswer.send(exchange, 404, "no-route");
    } else {
      exchange.matched(route);
      snapshot.handler(route).handle(exchange, own);
    }
  }

  private void undecodable(HttpServerRequest request) {
    EdgeConnection edge = connections.get(request.connection());
    if (edge != null) {
      edge.requestBegan();
      refuse(edge, request, reason(request.decoderResult().cause()));
    }
  }

  private static RequestGate.Refusal reason(@Nullable Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return RequestGate.Refusal.TARGET_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException
        ? RequestGate.Refusal.HEAD_TOO_LARGE
        : RequestGate.Refusal.BAD_HEADER;
  }

  private void refuse(EdgeConnection edge, HttpServerRequest request, RequestGate.Refusal refusal) {
    Exchange exchange = open(edge, request, new RequestTarget(null, "/", null));
    exchange.count(unmatched);
    exchange.closeClient();
    ProblemAnswer.send(exchange, refusal.status(), refusal.code());
  }

  private Exchange open(EdgeConnection edge, HttpServerRequest request, RequestTarget target) {
    var outcome = new Outcome();
    outcome.startMillis = System.currentTimeMillis();
    outcome.startNanos = System.nanoTime();
    outcome.requestId = ids.keepOrMake(request.getHeader("X-Request-Id"));
    Traceparent trace = Traceparent.continueOrStart(request.getHeader("traceparent"), random);
    outcome.traceId = trace.traceId();
    outcome.method = request.method().name();
    outcome.scheme = edge.client().scheme();
    outcome.host = host(request, target);
    outcome.path = target.path();
    outcome.rawQuery = target.rawQuery();
    outcome.protocol = request.version() == HttpVersion.HTTP_1_0 ? "HTTP/1.0" : "HTTP/1.1";
    outcome.peer = edge.client().peer();
    outcome.client = edge.client().client(request.getHeader("X-Forwarded-For"));
    outcome.userAgent = request.getHeader(HttpHeaderNames.USER_AGENT);
    return new Exchange(request, edge.client(), trace, outcome, done -> finished(edge, done));
  }

  private static String host(HttpServerRequest request, RequestTarget target) {
    if (target.authority() != null) {
      return target.authority();
    }
    String host = request.getHeader(HttpHeaderNames.HOST);
    return host == null ? "" : host;
  }

  private void finished(EdgeConnection edge, Exchange exchange) {
    shared.accessLog().log(exchange.outcome());
    if (exchange.closesClient()) {
      edge.closeSoon(exchange.request());
    } else {
      edge.requestEnded();
    }
  }
}
