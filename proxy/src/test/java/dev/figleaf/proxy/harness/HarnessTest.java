package dev.figleaf.proxy.harness;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static dev.figleaf.proxy.harness.ProxyAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The harness notices what it is there to notice. */
@ProxyTest
class HarnessTest {

  /** What is done wrong here on purpose should frighten nobody who reads the build's output. */
  @BeforeAll
  static void silence() {
    LogWatch.get().silence();
  }

  @AfterAll
  static void speak() {
    LogWatch.get().speak();
  }

  @Test
  void assertionsAreOnSoThatTheProductsOwnSpeak() {
    assertThat(dev.figleaf.proxy.Facade.class.desiredAssertionStatus()).isTrue();
  }

  @Test
  void noticesABufferThatNobodyReleased() {
    for (int i = 0; i < 8; i++) {
      ByteBufAllocator.DEFAULT.heapBuffer(64);
    }
    await()
        .atMost(RawSocket.PATIENCE)
        .until(
            () -> {
              System.gc();
              ByteBufAllocator.DEFAULT.heapBuffer(16).release();
              return LogWatch.get().took(text -> text.contains("LEAK:"));
            });
  }

  @Test
  void noticesAnEventLoopThatStandsStill() {
    var options = new VertxOptions().setBlockedThreadCheckInterval(10);
    options.setMaxEventLoopExecuteTime(20).setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS);
    Vertx vertx = Vertx.vertx(options);
    var noticed = new CountDownLatch(1);
    vertx.runOnContext(_ -> waitFor(noticed));

    await()
        .atMost(RawSocket.PATIENCE)
        .until(() -> LogWatch.get().took(text -> text.contains("has been blocked for")));

    noticed.countDown();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    LogWatch.get().took(text -> text.contains("has been blocked for"));
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void noticesAnExceptionThatNobodyHandled() {
    Vertx vertx = Vertx.vertx();
    vertx.runOnContext(
        _ -> {
          throw new IllegalStateException("on purpose");
        });

    await()
        .atMost(RawSocket.PATIENCE)
        .until(() -> LogWatch.get().took(text -> text.contains("on purpose")));
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void noticesARequestThatIsStillInFlight(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "stuck",
            connection -> {
              connection.request();
              connection.socket().awaitEnd();
            }));
    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      await().atMost(RawSocket.PATIENCE).until(() -> proxy.facade().events().inFlight() == 1);

      assertThatThrownBy(() -> proxy.awaitQuiet(Duration.ofMillis(200)))
          .hasMessageContaining("requests in flight: 1");
    }
  }

  @Test
  void noticesAScriptThatFailed(ProxyHarness proxy) throws Exception {
    var broken =
        proxy.rawUpstream(
            "broken",
            connection -> {
              connection.request();
              throw new IllegalStateException("on purpose");
            });
    proxy.forwardingTo(broken);
    assertThat(proxy.get("/")).hasStatus(502);

    assertThatThrownBy(broken::check).hasMessageContaining("the script of broken failed");
    broken.forgive();
  }
}
