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
  /** More than the system's own buffers hold. */
  private static final int ALL = 16 << 20;

  private static final int LARGE = 1 << 20;
  private static final int SMALL = 16 << 10;

  @Test
  void answersThatAreNeverReadDoNotKeepTheirConnection(ProxyHarness proxy) throws Exception {
    // Each is handed over whole: none is under way when the idle time is over.
    proxy
        .limit("idle", Duration.ofMillis(500))
        .rules(
            "version: 1\nroutes: [{ match: /**, respond: { status: 200, body: %s } }]\n"
                .formatted("x".repeat(SMALL)));

    closesWhoNeverReads(ALL / SMALL, proxy);

    assertThat(proxy.metric("figleaf_refused_total", "reason=\"connection-idle\"")).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsNeverReadToItsEndDoesNotKeepItsConnection(ProxyHarness proxy)
      throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n" + "x".repeat(LARGE);
    proxy
        .limit("idle", Duration.ofMillis(500))
        .forwardingTo(proxy.answering("legacy", answer), "timeout: { idle: 500ms }");

    closesWhoNeverReads(ALL / LARGE, proxy);

    assertThat(proxy.metric("figleaf_refused_total", "reason=\"client-idle\"")).isEqualTo(1);
  }

  private static void closesWhoNeverReads(int requests, ProxyHarness proxy) throws Exception {
    try (RawSocket client = proxy.connectSlowly(4096)) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(requests));

      await()
          .atMost(RawSocket.PATIENCE)
          .until(() -> proxy.metric("figleaf_connections_accepted_total") == 1);
      await().atMost(RawSocket.PATIENCE).until(() -> proxy.metric("figleaf_connections") == 0);
    }
  }
}
