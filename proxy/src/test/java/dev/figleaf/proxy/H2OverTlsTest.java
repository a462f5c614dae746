package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.TestCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upstream that speaks HTTP/2 over TLS, agreed by ALPN. */
@ProxyTest
class H2OverTlsTest {
  @TempDir static Path folder;
  private static Path certificate;
  private static Vertx vertx;

  @BeforeAll
  static void begin() throws Exception {
    certificate = TestCertificate.in(folder);
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void end() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private static void upstream(ProxyHarness proxy, boolean alpn) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(alpn)
                    .setKeyCertOptions(
                        new PfxOptions()
                            .setPath(certificate.toString())
                            .setPassword(TestCertificate.PASSWORD)))
            .requestHandler(
                request ->
                    request
                        .response()
                        .end(
                            request.version() + " " + request.scheme() + " " + request.authority()))
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    proxy.rules(
        """
        version: 1
        upstreams:
          catalog:
            url: https://localhost:%d
            protocol: h2
            host: endpoint
            tls: { verify: false }
            timeout: { connect: 10s }
        routes: [{ match: /**, to: catalog }]
        """
            .formatted(server.actualPort()));
  }

  @Test
  void isAgreedByAlpn(ProxyHarness proxy) throws Exception {
    upstream(proxy, true);

    assertThat(proxy.get("/").text()).startsWith("HTTP_2 https localhost:");
  }

  @Test
  void anUpstreamThatDoesNotAgreeIsNotSpokenTo(ProxyHarness proxy) throws Exception {
    upstream(proxy, false);

    assertThat(proxy.get("/")).hasStatus(502).hasCode("connect-failed");
  }
}
