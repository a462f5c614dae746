package dev.figleaf.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who takes nothing of what was asked for keeps no connection by that. */
@ProxyTest
class UnreadAnswersTest {
  private static final int LENGTH = 1 << 20;
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: " + LENGTH + "\r\n\r\n" + "x".repeat(LENGTH);

  @Test
  void answersThatAreNeverReadDoNotKeepTheirConnection(ProxyHarness proxy) throws Exception {
    proxy
        .limit("idle", Duration.ofMillis(500))
        .forwardingTo(proxy.answering("legacy", ANSWER), "timeout: { idle: 500ms }");

    try (RawSocket client = proxy.connectSlowly(4096)) {
      // More than the system's own buffers hold.
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(8));

      await()
          .atMost(RawSocket.PATIENCE)
          .until(() -> proxy.metric("figleaf_connections_accepted_total") == 1);
      await().atMost(RawSocket.PATIENCE).until(() -> proxy.metric("figleaf_connections") == 0);
    }
    assertThat(proxy.metric("figleaf_refused_total", "reason=\"connection-idle\"")).isEqualTo(1);
  }
}
