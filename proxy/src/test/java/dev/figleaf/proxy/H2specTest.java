package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.figleaf.proxy.harness.H2spec;
import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.TlsMaterial;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The facade keeps to HTTP/2 as h2spec reads it, and serves everybody afterwards. */
@ProxyTest
@Timeout(180)
class H2specTest {
  /** Long enough for all of its questions about windows. */
  private static final String BODY = "0123456789".repeat(10);

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + BODY;

  @TempDir Path folder;

  private H2spec h2spec() throws IOException {
    assumeTrue(H2spec.runsHere(), "h2spec is a program for Linux on amd64");
    return H2spec.in(folder);
  }

  private static void assertServes(ProxyHarness proxy, Socket socket) throws IOException {
    proxy.awaitQuiet();
    try (Http2Socket client = Http2Socket.over(socket)) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.get(2 * i + 1, "/").answer(2 * i + 1).text()).isEqualTo(BODY);
      }
    }
    for (int i = 0; i < 20; i++) {
      assertThat(proxy.get("/")).hasStatus(200);
    }
  }

  @Test
  void withoutTls(ProxyHarness proxy) throws IOException {
    proxy.withH2c().forwardingTo(proxy.answering("legacy", OK));

    H2spec.Findings findings = h2spec().against(proxy.port(1), "--strict");

    assertThat(findings.failed()).as(findings.text()).isEmpty();
    assertThat(findings.passed()).isEqualTo(146);
    assertServes(proxy, proxy.socket(1));
  }

  @Test
  void overTls(ProxyHarness proxy) throws IOException {
    TlsMaterial shop = TlsMaterial.of(folder, "shop.test");
    proxy.listening(TlsMaterial.listener(shop.pem())).forwardingTo(proxy.answering("legacy", OK));

    H2spec.Findings findings = h2spec().against(proxy.port(1), "--tls", "--insecure");

    assertThat(findings.failed()).as(findings.text()).isEmpty();
    assertThat(findings.passed()).isEqualTo(145);
    assertServes(
        proxy, TlsMaterial.handshake(TlsMaterial.client(null, shop), proxy.socket(1), null, "h2"));
  }
}
