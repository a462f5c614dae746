package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A stop that waits for nobody. */
@ProxyTest
class StopTest {
  /** One connection to the upstream: the others of the clients wait when it closes. */
  @Test
  void requestsThatWaitWhenEverythingStopsEndWithoutAComplaint(ProxyHarness proxy)
      throws Exception {
    var began = new CountDownLatch(1);
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              began.countDown();
              connection.socket().awaitEnd();
            }),
        "pool: { connections: 1 }");
    try (RawSocket first = proxy.connect();
        RawSocket second = proxy.connect()) {
      first.send(proxy.headOf("GET", "/", -1).repeat(10));
      assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
      second.send(proxy.headOf("GET", "/", -1).repeat(10));
      org.awaitility.Awaitility.await()
          .atMost(RawSocket.PATIENCE)
          .until(() -> proxy.metric("figleaf_upstream_waiting") == 1);

      proxy.facade().close();

      first.awaitEnd();
      second.awaitEnd();
    }
  }
}
