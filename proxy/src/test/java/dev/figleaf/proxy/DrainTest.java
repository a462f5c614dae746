package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of a process: no more comes in, and what is in flight is answered. */
@ProxyTest
class DrainTest {

  private static RawUpstream waiting(
      ProxyHarness proxy, CountDownLatch asked, CountDownLatch open) {
    return proxy.rawUpstream(
        "legacy",
        connection -> {
          connection.request();
          asked.countDown();
          open.await(20, TimeUnit.SECONDS);
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").awaitEnd();
        });
  }

  private static CompletableFuture<Long> drain(ProxyHarness proxy, Duration grace) {
    return CompletableFuture.supplyAsync(() -> proxy.facade().drain(grace));
  }

  @Test
  void whatIsInFlightIsAnsweredAndNewConnectionsAreRefused(ProxyHarness proxy) throws Exception {
    var asked = new CountDownLatch(1);
    var open = new CountDownLatch(1);
    proxy.eventLoops(2).forwardingTo(waiting(proxy, asked, open));
    int port = proxy.port();

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Long> drained = drain(proxy, Duration.ofSeconds(20));

      await().atMost(RawSocket.PATIENCE).until(() -> !proxy.facade().isReady());
      await().atMost(RawSocket.PATIENCE).until(() -> isRefused(port));
      assertThat(drained).isNotDone();

      open.countDown();
      assertThat(client.readAnswer()).hasStatus(200).hasBody("ok");
      assertThat(client).isEnded();
      assertThat(drained.get(10, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void idleConnectionsDoNotHoldTheEndUp(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      assertThat(client.readAnswer()).hasStatus(200);
      proxy.awaitQuiet();
      assertThat(drain(proxy, Duration.ofSeconds(20)).get(5, TimeUnit.SECONDS)).isZero();
      assertThat(client).isEnded();
    }
  }

  @Test
  void theGraceBoundsTheWaiting(ProxyHarness proxy) throws Exception {
    var asked = new CountDownLatch(1);
    var open = new CountDownLatch(1);
    proxy.forwardingTo(waiting(proxy, asked, open));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

      long left = drain(proxy, Duration.ofMillis(300)).get(5, TimeUnit.SECONDS);

      assertThat(left).isEqualTo(1);
      open.countDown();
      assertThat(client.readAnswer()).hasStatus(200);
    }
  }

  private static boolean isRefused(int port) {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return false;
    } catch (java.io.IOException _) {
      return true;
    }
  }
}
