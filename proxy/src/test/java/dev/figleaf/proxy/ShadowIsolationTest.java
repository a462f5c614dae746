package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a candidate does to a copy, the client of the original does not notice. */
@ProxyTest
class ShadowIsolationTest {
  private static final int MANY = 50;
  private final CountDownLatch over = new CountDownLatch(1);

  @BeforeEach
  void control(ProxyHarness proxy) {
    proxy.answering("monolith", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
  }

  @AfterEach
  void letGo() {
    over.countDown();
  }

  private static void seam(ProxyHarness proxy, String shadow) {
    proxy.rules(
        """
        version: 1
        upstreams: { monolith: { url: "${monolith}" }, catalog: { url: "${catalog}" } }
        seams:
          catalog: { from: monolith, to: catalog, weight: 0%%, shadow: { %s } }
        routes: [{ match: /**, seam: catalog }]
        """
            .formatted(shadow));
  }

  private static double leftOut(ProxyHarness proxy, String reason) {
    return proxy.metric("figleaf_shadow_left_out_total", "reason=\"" + reason + "\"");
  }

  private static void clientsAreServed(ProxyHarness proxy) {
    for (Message answer : proxy.get("/items/7", ProxyHarness.times(MANY))) {
      assertThat(answer).hasStatus(200).hasBody("old");
    }
  }

  private static void nothingIsHeld(ProxyHarness proxy) {
    await().until(() -> proxy.metric("figleaf_shadow_memory") == 0);
    await()
        .until(
            () ->
                proxy.metric(
                        "figleaf_upstream_permits",
                        "upstream=\"shadow:catalog:catalog\"",
                        "call=\"request\"",
                        "state=\"in_use\"")
                    == 0);
  }

  @Test
  void oneThatNeverAnswersHoldsAsManyCopiesAsMayBe(ProxyHarness proxy) {
    RawUpstream catalog = proxy.rawUpstream("catalog", _ -> over.await());
    seam(proxy, "concurrent: 4, compare: { noise: off }");

    clientsAreServed(proxy);
    await().until(() -> leftOut(proxy, "bulkhead-full") == MANY - 4);
    await().until(() -> catalog.connections() == 4);
  }

  @Test
  void oneThatAnswersAByteAtATimeIsBrokenOffWhenItsTimeIsOver(ProxyHarness proxy) {
    var closed = new CountDownLatch(MANY);
    proxy.rawUpstream(
        "catalog",
        connection -> {
          connection.request();
          try {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            while (!over.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
              connection.send("x");
            }
          } catch (IOException e) {
            closed.countDown();
          }
        });
    seam(proxy, "timeout: 300ms, compare: { noise: off }");

    clientsAreServed(proxy);
    await().until(() -> closed.getCount() == 0);
    nothingIsHeld(proxy);
  }

  @Test
  void oneThatResetsCostsNothing(ProxyHarness proxy) {
    proxy.rawUpstream("catalog", connection -> connection.request());
    seam(proxy, "compare: { noise: off }");

    clientsAreServed(proxy);
    nothingIsHeld(proxy);
  }

  @Test
  void oneWhoseAnswerHasNoEndIsBrokenOffSoon(ProxyHarness proxy) {
    var sent = new AtomicLong();
    var closed = new CountDownLatch(1);
    proxy.rawUpstream(
        "catalog",
        connection -> {
          connection.request();
          String piece = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
          try {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
              connection.send(piece);
              sent.addAndGet(piece.length());
            }
          } catch (IOException e) {
            closed.countDown();
          }
        });
    seam(proxy, "limit: 256KiB, compare: { noise: off }");

    assertThat(proxy.get("/")).hasBody("old");
    await().until(() -> closed.getCount() == 0);
    // What the sockets of both sides hold comes on top.
    assertThat(sent.get()).isLessThan(16 * 1024 * 1024);
    nothingIsHeld(proxy);
  }

  @Test
  void oneThatAnswersABombIsReadNoFurtherThanItIsLong(ProxyHarness proxy) throws IOException {
    byte[] bomb = bomb();
    proxy.rawUpstream(
        "catalog",
        connection ->
            connection.forEachRequest(
                (_, socket) -> {
                  socket.send(
                      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                          .formatted(bomb.length));
                  socket.send(bomb);
                }));
    seam(proxy, "compare: { noise: off }");

    clientsAreServed(proxy);
    await().until(() -> proxy.metric("figleaf_shadow_pairs_total") == MANY);
    nothingIsHeld(proxy);
  }

  /** A gigabyte of nothing, twice compressed as once is not small enough. */
  private static byte[] bomb() throws IOException {
    var coded = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(coded)) {
      byte[] zeros = new byte[1024 * 1024];
      for (int i = 0; i < 512; i++) {
        gzip.write(zeros);
      }
    }
    return coded.toByteArray();
  }

  @Test
  void whatDoesNotFitIntoTheMemoryOfCopiesIsNotCopied(ProxyHarness proxy) {
    proxy.rawUpstream("catalog", _ -> over.await());
    proxy.shadowMemory(10_000);
    seam(proxy, "methods: [POST], compare: { noise: off }");

    assertThat(proxy.post("/", "x".repeat(80))).hasBody("old");
    assertThat(proxy.post("/", "x".repeat(80))).hasBody("old");
    await().until(() -> leftOut(proxy, "budget") == 1);
    assertThat(proxy.metric("figleaf_shadow_memory")).isLessThanOrEqualTo(10_000);
  }
}
