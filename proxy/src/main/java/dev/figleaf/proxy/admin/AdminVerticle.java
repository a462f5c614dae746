package dev.figleaf.proxy.admin;

import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The HTTP server of the admin listener, with its bounds, on one event loop. */
final class AdminVerticle extends VerticleBase {
  private final AdminServer.Options options;
  private final AdminSources sources;
  private @Nullable HttpServer server;

  AdminVerticle(AdminServer.Options options, AdminSources sources) {
    this.options = options;
    this.sources = sources;
  }

  @Override
  public Future<?> start() {
    var connections =
        new AdminConnections(vertx, AdminConnections.MOST, AdminConnections.PATIENCE_MILLIS);
    var gate = new AdminGate(options.hosts());
    Handler<HttpServerRequest> router = router();
    HttpServer listening = vertx.createHttpServer(serverOptions(options));
    server = listening;
    return listening
        .connectionHandler(connections::opened)
        .invalidRequestHandler(request -> reason(request).send(request))
        .exceptionHandler(_ -> {})
        .requestHandler(request -> accept(request, connections, gate, router))
        .listen();
  }

  private Handler<HttpServerRequest> router() {
    Ticker ticker = Ticker.systemTicker();
    var door = new Doorkeeper(options.tokens(), new Sessions(ticker), new Attempts(ticker));
    return AdminRoutes.router(vertx, AdminRoutes.table(vertx, sources, door), door);
  }

  static HttpServerOptions serverOptions(AdminServer.Options options) {
    return new HttpServerOptions()
        .setHost(options.host())
        .setPort(options.port())
        .setMaxInitialLineLength(4 * 1024)
        .setMaxHeaderSize(8 * 1024)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) AdminConnections.PATIENCE_MILLIS)
        .setHttp2ClearTextEnabled(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  private static void accept(
      HttpServerRequest request,
      AdminConnections connections,
      AdminGate gate,
      Handler<HttpServerRequest> router) {
    HttpConnection connection = request.connection();
    connections.requestBegan(connection);
    request.response().endHandler(_ -> answered(request, connections));
    AdminError refusal = gate.check(request);
    if (refusal == null) {
      router.handle(request);
    } else {
      refusal.send(request);
    }
  }

  private static void answered(HttpServerRequest request, AdminConnections connections) {
    if (request.isEnded() || !BodyLimit.announces(request)) {
      connections.requestEnded(request.connection());
    } else {
      connections.requestCutShort(request.connection());
    }
  }

  private static AdminError reason(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      return AdminError.TARGET_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException
        ? AdminError.HEAD_TOO_LARGE
        : AdminError.BAD_REQUEST;
  }

  int port() {
    return server == null ? -1 : server.actualPort();
  }
}
