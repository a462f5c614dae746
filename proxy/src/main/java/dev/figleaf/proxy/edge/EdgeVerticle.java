package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.control.Snapshot;
import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.filter.ProblemAnswer;
import dev.figleaf.proxy.handler.FixedAnswers;
import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.RequestReader;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.telemetry.Refused;
import dev.figleaf.proxy.telemetry.RequestIds;
import dev.figleaf.proxy.telemetry.RouteMeters;
import dev.figleaf.proxy.telemetry.Traceparent;
import dev.figleaf.proxy.traffic.Recorder;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.proxy.upstream.UpstreamRegistry;
import dev.figleaf.routing.Route;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The edge of one event loop: accepts requests, bounds and normalises them, matches them against
 * the live rules.
 *
 * <p>All instances listen on the same ports; a connection, and everything that its requests become,
 * stays on the loop that accepted it.
 */
public final class EdgeVerticle extends VerticleBase {

  /**
   * What all edges share.
   *
   * @param recorders of what has ended, by the index of the edge
   */
  public record Shared(
      EdgeSettings settings,
      Supplier<Snapshot> live,
      UpstreamRegistry upstreams,
      ProxyEvents events,
      AccessLog accessLog,
      Admission admission,
      IntFunction<Recorder> recorders) {}

  private static final AsciiString X_REQUEST_ID = AsciiString.cached("X-Request-Id");
  private static final AsciiString X_FORWARDED_FOR = AsciiString.cached("X-Forwarded-For");
  private static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");

  /** How long a request may be on its way from a client that does not yet know of the end. */
  private static final long LAST_ROUND_TRIP_MILLIS = 500;

  private final int index;
  private final Shared shared;
  private final RouteMeters unmatched;
  private final Recorder recorder;
  private final RequestGate gate;
  private final RequestReader reader;
  private final Map<HttpConnection, EdgeConnection> connections = new HashMap<>();
  private final RandomGenerator random = RequestIds.generator();
  private final RequestIds ids = new RequestIds(random);
  private @Nullable Loop loop;
  private final List<EdgeListener> listeners = new ArrayList<>();

  public EdgeVerticle(int index, Shared shared) {
    this.index = index;
    this.shared = shared;
    this.unmatched = shared.events().route(Outcome.NONE, Outcome.NONE);
    this.recorder = shared.recorders().apply(index);
    EdgeSettings settings = shared.settings();
    Limits limits = settings.limits();
    this.gate = new RequestGate(limits, settings.instance());
    this.reader =
        new RequestReader(
            (int) limits.requestLine().bytes(),
            (int) limits.headers().bytes(),
            limits.headerCount());
  }

  @Override
  public Future<?> start() {
    Loop own = new Loop(index, vertx, context, shared.settings().bodyRate());
    loop = own;
    shared.upstreams().register(own);
    Future<?> listening = Future.succeededFuture();
    for (ListenerSettings settings : shared.settings().listeners()) {
      var listener =
          new EdgeListener(
              vertx,
              settings,
              shared.settings().limits(),
              listeners.size(),
              server -> handle(server, own));
      listeners.add(listener);
      listening = listening.compose(_ -> listener.listen());
    }
    return listening;
  }

  private void handle(HttpServer server, Loop own) {
    server
        .connectionHandler(connection -> opened(connection, own))
        .exceptionHandler(_ -> {})
        .requestHandler(this::streamOpened);
  }

  /** The ports that are listened on, in the order of the settings. */
  public List<Integer> ports() {
    return listeners.stream().map(EdgeListener::port).toList();
  }

  /** Shows the certificates that this listener has now, from the next handshake on. */
  public Future<Boolean> update(int listener, ServerTls tls) {
    return listeners.get(listener).update(tls);
  }

  /**
   * Accepts no more, and ends when what is in flight has, or when the time is over.
   *
   * <p>Clients of HTTP/2 are told twice (RFC 9113 §6.8): that an end is near, while requests on
   * their way are still taken, and a moment later which one was the last.
   */
  public Future<Void> drain(Duration grace) {
    Promise<Void> drained = Promise.promise();
    // Connections belong to their loop, whoever asks.
    context.runOnContext(
        _ -> {
          if (loop != null) {
            loop.drain(grace);
          }
          if (announceEnd()) {
            vertx.setTimer(LAST_ROUND_TRIP_MILLIS, _ -> shutdown(grace).onComplete(drained));
          } else {
            shutdown(grace).onComplete(drained);
          }
        });
    return drained.future();
  }

  private boolean announceEnd() {
    boolean any = false;
    for (EdgeConnection connection : connections.values()) {
      any |= connection.announceEnd();
    }
    return any;
  }

  private Future<Void> shutdown(Duration grace) {
    connections.values().forEach(EdgeConnection::nameLast);
    return Future.all(listeners.stream().map(listener -> listener.drain(grace)).toList())
        .mapEmpty();
  }

  @Override
  public Future<?> stop() {
    if (loop != null) {
      loop.close();
    }
    return Future.succeededFuture();
  }

  private void opened(HttpConnection connection, Loop own) {
    if (Http2Edge.refuseUpgrade(connection)) {
      return;
    }
    if (!shared.admission().enter()) {
      shared.events().connectionRefused();
      shared.events().refused(Refused.CONNECTIONS);
      connection.close();
      return;
    }
    var edge =
        EdgeConnection.open(
            connection,
            shared.settings(),
            own,
            shared.events(),
            reader,
            (from, request, refused) -> accept(from, request, refused, own));
    connections.put(connection, edge);
    shared.events().connectionOpened();
    // The channel's own end: a connection that became a tunnel tells Vert.x's handler nothing.
    EdgeConnection.channel(connection)
        .closeFuture()
        .addListener(
            _ -> {
              connections.remove(connection);
              edge.closed();
              shared.admission().leave();
              shared.events().connectionClosed();
            });
  }

  /** Of HTTP/2; requests of HTTP/1 never reach Vert.x. */
  private void streamOpened(HttpServerRequest request) {
    EdgeConnection edge = connections.get(request.connection());
    if (edge != null && loop != null) {
      accept(edge, new Http2ClientStream(request), null, loop);
    }
  }

  private void accept(
      EdgeConnection edge, ClientStream request, @Nullable Refused unreadable, Loop own) {
    if (!edge.requestBegan()) {
      return; // closing before it was looked at
    }
    if (unreadable == null && shared.admission().isOverloaded()) {
      refuse(edge, request, Refused.OVERLOADED);
      return;
    }
    Refused refused = unreadable == null ? check(request) : unreadable;
    if (refused != null) {
      refuse(edge, request, refused);
    } else if (isAboutServer(request)) {
      answerForServer(open(edge, request, RequestTarget.NONE));
    } else {
      accept(edge, request, own);
    }
  }

  private @Nullable Refused check(ClientStream request) {
    if (!(request instanceof Http2ClientStream stream)) {
      return gate.check(
          request.version(), request.method(), request.target(), null, request.headers());
    }
    Refused refused =
        gate.check(
            HttpVersion.HTTP_2,
            request.method(),
            request.target(),
            authority(stream.request()),
            request.headers());
    if (refused == null && StreamProtocol.isUnknown(stream.request())) {
      return Refused.PROTOCOL_REFUSED;
    }
    return refused == null && !hasPlainTarget(stream) ? Refused.BAD_TARGET : refused;
  }

  /** What an HTTP/2 request names as its host, or null. */
  private static @Nullable String authority(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority == null ? null : authority.toString();
  }

  /** RFC 9113 §8.3.1: the scheme of the web, and a path or an asterisk, never a whole address. */
  private static boolean hasPlainTarget(Http2ClientStream stream) {
    String scheme = stream.request().scheme();
    return ("http".equals(scheme) || "https".equals(scheme))
        && (stream.target().startsWith("/") || isAboutServer(stream));
  }

  private void accept(EdgeConnection edge, ClientStream request, Loop own) {
    Snapshot snapshot = shared.live().get();
    RequestTarget target = RequestTarget.parse(request.target(), snapshot.rules().path());
    if (target == null) {
      refuse(edge, request, Refused.BAD_TARGET);
      return;
    }
    Exchange exchange = open(edge, request, target);
    if (edge.isUsedUp()) {
      shared.events().refused(Refused.CONNECTION_USED_UP);
      exchange.closeClient();
      edge.takeNoMore();
    }
    route(exchange, snapshot, own);
  }

  /** RFC 9110 §9.3.7: the options of the server itself, and no path that a rule could match. */
  private static boolean isAboutServer(ClientStream request) {
    return request.method() == HttpMethod.OPTIONS && request.target().equals("*");
  }

  private void answerForServer(Exchange exchange) {
    exchange.count(unmatched);
    FixedAnswers.send(exchange, 204, HeaderList.ofSize(1), null);
  }

  private void route(Exchange exchange, Snapshot snapshot, Loop own) {
    if (own.isDraining()) {
      exchange.closeClient();
    }
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

  private void refuse(EdgeConnection edge, ClientStream request, Refused refused) {
    Exchange exchange = open(edge, request, RequestTarget.NONE);
    exchange.count(unmatched);
    if (refused != Refused.OVERLOADED) {
      exchange.closeClient();
    }
    ProblemAnswer.send(exchange, refused.status(), refused.code());
  }

  private Exchange open(EdgeConnection edge, ClientStream request, RequestTarget target) {
    var outcome = new Outcome();
    outcome.startMillis = System.currentTimeMillis();
    outcome.startNanos = System.nanoTime();
    outcome.requestId = ids.keepOrMake(request.headers().text(X_REQUEST_ID));
    Traceparent trace = Traceparent.continueOrStart(request.headers().text(TRACEPARENT), random);
    outcome.traceId = trace.traceId();
    outcome.method = request.method().name();
    outcome.scheme = edge.client().scheme();
    outcome.host = host(request, target);
    outcome.path = target.path();
    outcome.rawQuery = target.rawQuery();
    outcome.protocol = protocol(request.version());
    outcome.peer = edge.client().peer();
    outcome.client = edge.client().client(request.headers().text(X_FORWARDED_FOR));
    outcome.userAgent = request.headers().text(HttpHeaderNames.USER_AGENT);
    var exchange =
        new Exchange(request, edge.client(), trace, outcome, done -> finished(edge, done));
    if (request instanceof Http1ClientStream http1 && !http1.isKept()) {
      exchange.closeClient();
    }
    return exchange;
  }

  private static String protocol(HttpVersion version) {
    return switch (version) {
      case HTTP_1_0 -> "HTTP/1.0";
      case HTTP_1_1 -> "HTTP/1.1";
      case HTTP_2 -> "HTTP/2";
      case HTTP_3 -> "HTTP/3";
    };
  }

  private static String host(ClientStream request, RequestTarget target) {
    if (target.authority() != null) {
      return target.authority();
    }
    String host =
        request instanceof Http2ClientStream stream
            ? authority(stream.request())
            : request.headers().text(HttpHeaderNames.HOST);
    return host == null ? "" : host;
  }

  private void finished(EdgeConnection edge, Exchange exchange) {
    // Before the log, whose the outcome is from then on.
    recorder.record(
        exchange.outcome(), exchange.head(), exchange.client().headers(), exchange.route());
    shared.accessLog().log(exchange.outcome());
    Refused refused = Refused.of(exchange.outcome().code);
    if (refused != null) {
      shared.events().refused(refused);
    }
    if (exchange.closesClient()) {
      edge.closeSoon(exchange.client());
    } else {
      edge.requestEnded(exchange.client());
    }
  }
}
