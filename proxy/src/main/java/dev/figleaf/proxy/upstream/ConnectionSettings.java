package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.PoolSpec;
import dev.figleaf.rules.TlsSpec;
import dev.figleaf.rules.UpstreamSpec;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a spec means for connections: the defaults of RULES, the share of one event loop, TLS. */
final class ConnectionSettings {
  static final int CONNECTIONS = 1024;
  static final int WAITING = 1000;
  static final Duration MAX_WAIT = Duration.ofSeconds(1);
  static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private ConnectionSettings() {}

  static EndpointPool.Bounds bounds(UpstreamSpec spec, int loops) {
    PoolSpec pool = spec.pool();
    int connections = pool.connections() == null ? CONNECTIONS : pool.connections();
    return new EndpointPool.Bounds(
        Math.max(1, connections / loops),
        pool.waiting() == null ? WAITING : pool.waiting(),
        maxWaitNanos(spec),
        nanos(pool.keepAlive(), KEEP_ALIVE));
  }

  /** How long a request may wait for what it needs of an upstream before it is sent. */
  static long maxWaitNanos(UpstreamSpec spec) {
    return nanos(spec.pool().maxWait(), MAX_WAIT);
  }

  /** How long a connection may take to be there. */
  static long connectNanos(UpstreamSpec spec) {
    return nanos(spec.timeout().connect(), CONNECT_TIMEOUT);
  }

  /** How to connect to who speaks HTTP/1.1. */
  static ConnectOptions http1(UpstreamSpec spec, EndpointAddress to) {
    var options =
        new ConnectOptions()
            .setRemoteAddress(to.socket())
            .setHost(knownAs(spec, to))
            .setPort(to.port())
            .setTimeout((int) connectMillis(spec));
    return to.isTls() ? options.setSsl(true).setSslOptions(tls(spec.tls())) : options;
  }

  /** How to connect to who speaks HTTP/2. */
  static HttpConnectOptions http2(UpstreamSpec spec, EndpointAddress to) {
    var options =
        new HttpConnectOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setServer(to.socket())
            .setHost(knownAs(spec, to))
            .setPort(to.port())
            .setConnectTimeout(connectMillis(spec));
    return to.isTls() ? options.setSsl(true).setSslOptions(tls(spec.tls())) : options;
  }

  private static long connectMillis(UpstreamSpec spec) {
    Duration timeout = spec.timeout().connect();
    return (timeout == null ? CONNECT_TIMEOUT : timeout).toMillis();
  }

  /** The name that is asked for and verified, which may be another than that of the address. */
  static String knownAs(UpstreamSpec spec, EndpointAddress to) {
    TlsSpec tls = spec.tls();
    return tls == null || tls.serverName() == null ? to.hostName() : tls.serverName();
  }

  /** How long an upstream may take for what costs it nothing: SETTINGS, the answer to a PING. */
  static long openNanos(HttpConnectOptions connect) {
    return TimeUnit.MILLISECONDS.toNanos(Math.max(connect.getConnectTimeout(), 250));
  }

  static ClientSSLOptions tls(@Nullable TlsSpec tls) {
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
    return options;
  }

  static long nanos(@Nullable Duration duration, Duration otherwise) {
    return (duration == null ? otherwise : duration).toNanos();
  }
}
