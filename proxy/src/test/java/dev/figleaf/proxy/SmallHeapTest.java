package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.Bodies;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyProcess;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.EOFException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is large or long goes through a small heap. */
@ProxyTest
@Timeout(120)
class SmallHeapTest {
  private static final byte[] PATTERN = Bodies.random(1 << 20);
  private static final long FOUR_GIB = 4L << 30;
  private static final String[] SMALL = {
    "-Xmx96m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=64m"
  };

  private static String rules(RawUpstream upstream) {
    return """
        version: 1
        upstreams: { legacy: { url: "%s" } }
        routes: [{ match: /**, to: legacy }]
        """
        .formatted(upstream.url());
  }

  private static void sendPattern(RawSocket socket) throws Exception {
    for (long left = FOUR_GIB; left > 0; left -= PATTERN.length) {
      socket.send(PATTERN);
    }
  }

  private static void readPattern(RawSocket socket) throws Exception {
    for (long at = 0; at < FOUR_GIB; ) {
      byte[] got = socket.readOnce();
      if (got.length == 0) {
        throw new EOFException("closed after " + at);
      }
      checkPattern(got, at);
      at += got.length;
    }
  }

  private static void checkPattern(byte[] got, long at) {
    for (int from = 0; from < got.length; ) {
      int offset = (int) ((at + from) % PATTERN.length);
      int n = Math.min(got.length - from, PATTERN.length - offset);
      if (!Arrays.equals(got, from, from + n, PATTERN, offset, offset + n)) {
        throw new AssertionError("differs near " + (at + from));
      }
      from += n;
    }
  }

  @Test
  void fourGibibytesGoUp(ProxyHarness proxy, @TempDir Path folder) throws Exception {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.head();
              readPattern(connection.socket());
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").awaitEnd();
            });

    try (var process = ProxyProcess.start(folder, rules(legacy), SMALL);
        RawSocket client = process.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + FOUR_GIB + "\r\n\r\n");
      sendPattern(client);
      assertThat(client.readAnswer()).hasStatus(200).hasBody("ok");
    }
  }

  @Test
  void fourGibibytesComeDown(ProxyHarness proxy, @TempDir Path folder) throws Exception {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + FOUR_GIB + "\r\n\r\n");
              sendPattern(connection.socket());
              connection.socket().awaitEnd();
            });

    try (var process = ProxyProcess.start(folder, rules(legacy), SMALL);
        RawSocket client = process.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
      readPattern(client);
    }
  }

  @Test
  void aThousandReloadsUnderLoadLoseNoRequestAndNoMemory(ProxyHarness proxy, @TempDir Path folder)
      throws Exception {
    RawUpstream one = proxy.rawUpstream("one", SmallHeapTest::answerAll);
    RawUpstream two = proxy.rawUpstream("two", SmallHeapTest::answerAll);
    var answered = new AtomicLong();
    var enough = new AtomicBoolean();

    try (var process = ProxyProcess.start(folder, revision(0, one, two), SMALL);
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var loads = new CompletableFuture<?>[4];
      for (int i = 0; i < loads.length; i++) {
        loads[i] = CompletableFuture.runAsync(() -> load(process, answered, enough), clients);
      }
      long heapBefore = 0;
      for (int revision = 1; revision <= 1_000; revision++) {
        assertThat(process.reload(revision(revision, one, two))).isEqualTo("Accepted");
        heapBefore = revision == 100 ? process.heap() : heapBefore;
      }
      enough.set(true);
      CompletableFuture.allOf(loads).get(30, TimeUnit.SECONDS);
      assertThat(answered.get()).isGreaterThan(1_000);
      assertThat(process.heap()).isLessThan(heapBefore + 12L * 1024 * 1024);
    }
  }

  /** Answers and forgets, because there are many. */
  private static void answerAll(RawUpstream.Connection connection) throws Exception {
    while (connection.socket().readRequest().isPresent()) {
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  }

  /** Asks and checks, on one connection, until it is enough. */
  private static void load(ProxyProcess process, AtomicLong answered, AtomicBoolean enough) {
    try (RawSocket client = process.connect()) {
      while (!enough.get()) {
        client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(client.readAnswer()).hasStatus(200);
        answered.incrementAndGet();
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Every revision has routes of other names; the upstream changes, or changes its figures. */
  private static String revision(int number, RawUpstream one, RawUpstream two) {
    var text = new StringBuilder("version: 1\nupstreams:\n");
    text.append("  one: { url: \"").append(one.url()).append("\", pool: { waiting: ");
    text.append(100 + number % 3).append(" } }\n");
    text.append("  two: { url: \"").append(two.url()).append("\" }\nroutes:\n");
    for (int i = 0; i < 20; i++) {
      text.append("  - { name: r-%d-%d, match: /r/%d/**, to: two }\n".formatted(number, i, i));
    }
    return text.append("  - { match: /**, split: { one: %d, two: 50 } }\n".formatted(number % 100))
        .toString();
  }
}
