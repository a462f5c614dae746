package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.rules.HostAndPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One event loop's part of a listener. The parts of all loops share the port; each accepts
 * connections of its own.
 */
final class EdgeListener {
  /**
   * How long a connection may take to say which protocol it speaks: the TLS handshake, the PROXY
   * header and the preface of HTTP/2, each.
   */
  static final Duration UNTIL_PROTOCOL = Duration.ofSeconds(5);

  private static final int RESETS_WITHIN_SECONDS = 10;

  private final ListenerSettings settings;
  private final int number;
  private final HttpServer server;

  /**
   * Made on its event loop; listens when {@link #listen} is called.
   *
   * @param number from 0, the same on all loops
   * @param handlers sets what shall happen with connections and requests
   */
  EdgeListener(
      Vertx vertx,
      ListenerSettings settings,
      Limits limits,
      int number,
      Consumer<HttpServer> handlers) {
    this.settings = settings;
    this.number = number;
    this.server = vertx.createHttpServer(options(settings, limits));
    handlers.accept(server);
  }

  private static HttpServerOptions options(ListenerSettings listener, Limits limits) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxChunkSize(Loop.CHUNK_BYTES)
            .setMaxInitialLineLength((int) limits.requestLine().bytes())
            .setMaxHeaderSize((int) limits.headers().bytes())
            .setTcpNoDelay(true)
            .setAcceptBacklog(1024)
            .setUseProxyProtocol(listener.proxyProtocol())
            .setProxyProtocolTimeoutUnit(TimeUnit.SECONDS)
            .setProxyProtocolTimeout(UNTIL_PROTOCOL.toSeconds())
            .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
            .setSslHandshakeTimeout(UNTIL_PROTOCOL.toSeconds())
            .setHttp2ClearTextEnabled(listener.h2c())
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false);
    if (listener.tls() != null) {
      listener.tls().configure(options);
    }
    if (listener.h2c() || listener.tls() != null) {
      // For the time before there is a connection to tell us of; see EdgeConnection.
      options.setIdleTimeoutUnit(TimeUnit.SECONDS).setIdleTimeout((int) UNTIL_PROTOCOL.toSeconds());
    }
    return boundHttp2(options, limits);
  }

  private static HttpServerOptions boundHttp2(HttpServerOptions options, Limits limits) {
    Limits.Http2 http2 = limits.http2();
    return options
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(http2.streams())
                .setInitialWindowSize((int) Math.min(Integer.MAX_VALUE, http2.window().bytes()))
                .setHeaderTableSize(http2.headerTable().bytes())
                .setMaxHeaderListSize(limits.headers().bytes())
                .setPushEnabled(false)
                .set(ExtendedConnect.SETTING, 1))
        .setHttp2ConnectionWindowSize(windowOfAll(http2))
        .setHttp2RstFloodMaxRstFramePerWindow(http2.resets())
        .setHttp2RstFloodWindowDuration(RESETS_WITHIN_SECONDS)
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS);
  }

  /**
   * As much as all streams together may send before they are read, so that one that nobody reads
   * never stands in the way of another.
   */
  private static int windowOfAll(Limits.Http2 http2) {
    return (int) Math.min(Integer.MAX_VALUE, http2.streams() * http2.window().bytes());
  }

  /** Listens; fails with a sentence for the operator. */
  Future<HttpServer> listen() {
    return server
        .listen(address())
        .recover(
            cause ->
                Future.failedFuture(
                    ListenFailure.of(new HostAndPort(settings.host(), settings.port()), cause)));
  }

  private SocketAddress address() {
    return settings.port() == 0
        ? SocketAddress.sharedRandomPort(number + 1, settings.host())
        : SocketAddress.inetSocketAddress(settings.port(), settings.host());
  }

  int port() {
    return server.actualPort();
  }

  /** Accepts no more, and ends when what is in flight has, or when the time is over. */
  Future<Void> drain(Duration grace) {
    return server.shutdown(Math.max(1, grace.toMillis()), TimeUnit.MILLISECONDS);
  }

  /** Shows other certificates from the next handshake on, on all event loops. */
  Future<Boolean> update(ServerTls tls) {
    return server.updateSSLOptions(tls.options());
  }
}
