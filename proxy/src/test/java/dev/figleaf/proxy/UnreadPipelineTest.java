package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyProcess;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who asks on and on and takes no answer costs what one request costs (CVE-2026-100656). */
@ProxyTest
@Timeout(120)
class UnreadPipelineTest {
  private static final int CLIENTS = 20;
  private static final int REQUESTS = 60_000;
  private static final int AT_ONCE = 100;
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n";
  private static final int BODY = 16 * 1024;
  private static final String[] SMALL = {
    "-Xmx64m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=48m"
  };

  /** What each may keep: a few requests, one piece read from it, and one answer on its way. */
  private static final long HEAP_EACH = 256 * 1024;

  private static final long DIRECT_OF_ALL = 24L * 1024 * 1024;

  @Test
  void answersThatNobodyReadsAreNotPiledUp(
      ProxyHarness proxy, TestReporter report, @TempDir Path folder) throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + BODY + "\r\n\r\n" + "x".repeat(BODY);
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              while (connection.socket().readRequest().isPresent()) {
                connection.send(answer);
              }
            });

    staysFlat(legacy, folder, report);
  }

  @Test
  void requestsThatWaitForOthersAreNotPiledUp(
      ProxyHarness proxy, TestReporter report, @TempDir Path folder) throws Exception {
    var over = new CountDownLatch(1);
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              if (connection.request().head().has("X-At-Once")) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").awaitEnd();
              }
              over.await();
            });
    try {
      staysFlat(legacy, folder, report);
    } finally {
      over.countDown();
    }
  }

  private static void staysFlat(RawUpstream legacy, Path folder, TestReporter report)
      throws Exception {
    String rules =
        """
        version: 1
        upstreams: { legacy: { url: "%s" } }
        routes: [{ match: /**, to: legacy }]
        """
            .formatted(legacy.url());
    List<RawSocket> clients = new ArrayList<>();
    try (var process = ProxyProcess.start(folder, rules, SMALL)) {
      answersAtOnce(process);
      long heap = process.heap();
      long direct = process.direct();
      var sent = new AtomicLong();
      for (int i = 0; i < CLIENTS; i++) {
        RawSocket client = process.connect();
        clients.add(client);
        Thread.ofVirtual().start(() -> pipeline(client, sent));
      }

      awaitNoMore(sent);

      long heapEach = (process.heap() - heap) / CLIENTS;
      long directOfAll = process.direct() - direct;
      report.publishEntry("requests of each", Long.toString(sent.get() / CLIENTS));
      report.publishEntry("bytes of heap for each", Long.toString(heapEach));
      report.publishEntry("bytes outside the heap for all", Long.toString(directOfAll));
      assertThat(sent.get() / CLIENTS).as("requests of each").isGreaterThan(10_000);
      assertThat(heapEach).isLessThan(HEAP_EACH);
      assertThat(directOfAll).isLessThan(DIRECT_OF_ALL);
      answersAtOnce(process);
    } finally {
      for (RawSocket client : clients) {
        client.reset();
      }
    }
  }

  private static void answersAtOnce(ProxyProcess process) throws IOException {
    try (RawSocket client = process.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: shop\r\nX-At-Once: yes\r\n\r\n");
      assertThat(client.readAnswer()).hasStatus(200);
    }
  }

  /** Asks until all is asked, or nobody takes more of it. */
  private static void pipeline(RawSocket client, AtomicLong sent) {
    try {
      String some = REQUEST.repeat(AT_ONCE);
      for (int i = 0; i < REQUESTS; i += AT_ONCE) {
        client.send(some);
        sent.addAndGet(AT_ONCE);
      }
    } catch (IOException _) {
      // the test is over
    }
  }

  private static void awaitNoMore(AtomicLong sent) {
    var last = new AtomicLong(-1);
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> sent.get() > 0 && last.getAndSet(sent.get()) == sent.get());
  }
}
