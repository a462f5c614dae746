package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.PoolSpec;
import dev.figleaf.rules.TlsSpec;
import dev.figleaf.rules.UpstreamSpec;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a spec means for connections: the defaults of RULES, the share of one event loop, TLS. */
final class ConnectionSettings {
  private static final int CONNECTIONS = 1024;
  private static final int WAITING = 1000;
  private static final Duration MAX_WAIT = Duration.ofSeconds(1);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private ConnectionSettings() {}

  static EndpointPool.Bounds bounds(UpstreamSpec spec, int loops) {
    PoolSpec pool = spec.pool();
    int connections = pool.connections() == null ? CONNECTIONS : pool.connections();
    return new EndpointPool.Bounds(
        Math.max(1, connections / loops),
        pool.waiting() == null ? WAITING : pool.waiting(),
        nanos(pool.maxWait(), MAX_WAIT),
        nanos(pool.keepAlive(), KEEP_ALIVE));
  }

  static HttpConnectOptions connect(UpstreamSpec spec, URI uri) {
    boolean tls = "https".equals(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    Duration timeout = spec.timeout().connect();
    var options =
        new HttpConnectOptions()
            .setProtocolVersion(
                spec.protocol().isHttp2() ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
            .setHost(hostName(uri))
            .setPort(port)
            .setConnectTimeout((timeout == null ? CONNECT_TIMEOUT : timeout).toMillis());
    return tls ? options.setSsl(true).setSslOptions(tls(options, spec.tls(), uri)) : options;
  }

  /** How long an upstream may take for what costs it nothing: SETTINGS, the answer to a PING. */
  static long openNanos(HttpConnectOptions connect) {
    return TimeUnit.MILLISECONDS.toNanos(Math.max(connect.getConnectTimeout(), 250));
  }

  private static String hostName(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static ClientSSLOptions tls(HttpConnectOptions connect, @Nullable TlsSpec tls, URI uri) {
    var options = new ClientSSLOptions();
    if (tls == null) {
      return options.setHostnameVerificationAlgorithm("HTTPS");
    }
    options.setTrustAll(!tls.verify());
    options.setHostnameVerificationAlgorithm(tls.verify() ? "HTTPS" : "");
    if (tls.trust() != null) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(tls.trust()));
    }
    if (tls.certificate() != null && tls.key() != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions().addCertPath(tls.certificate()).addKeyPath(tls.key()));
    }
    if (tls.serverName() != null) {
      // The address stays the endpoint's; only the name asked for and verified is another.
      int port = connect.getPort();
      connect.setServer(io.vertx.core.net.SocketAddress.inetSocketAddress(port, hostName(uri)));
      connect.setHost(tls.serverName());
    }
    return options;
  }

  static long nanos(@Nullable Duration duration, Duration otherwise) {
    return (duration == null ? otherwise : duration).toNanos();
  }
}
