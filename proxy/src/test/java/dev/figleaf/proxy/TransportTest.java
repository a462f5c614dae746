package dev.figleaf.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How event loops ask the kernel changes what a request costs, and nothing of what is said. */
@ProxyTest
class TransportTest {
  private static final String MEBIBYTE = "0123456789abcdef".repeat(64 * 1024);

  static boolean isHere(Transport transport) {
    try {
      transport.open();
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodiesPassBothWaysOnAConnectionThatIsUsedAgain(Transport transport, ProxyHarness proxy)
      throws IOException {
    assumeThat(isHere(transport))
        .as("this machine has no %s, so nothing is known of it here", transport)
        .isTrue();
    var shop =
        proxy.rawUpstream(
            "shop",
            connection ->
                connection.forEachRequest(
                    (request, socket) ->
                        socket.send(
                            "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                                .formatted(request.body().length, request.text()))));
    proxy.on(transport).forwardingTo(shop);
    try (RawSocket client = RawSocket.connect(proxy.port())) {
      for (int i = 0; i < 3; i++) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n" + MEBIBYTE);
        assertThat(client.readAnswer().text()).isEqualTo(MEBIBYTE);
      }
    }
  }

  @Test
  void whatIsNotHereIsSaidAndNotReplaced() {
    assertThatThrownBy(() -> Transport.IO_URING.need(null))
        .isInstanceOf(IOException.class)
        .hasMessage("this machine has no io_uring; say transport: auto");
  }
}
