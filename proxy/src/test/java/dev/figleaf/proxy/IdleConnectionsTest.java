package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyProcess;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients cost that are there and ask for nothing. */
@ProxyTest
@Timeout(120)
class IdleConnectionsTest {
  private static final int MOST = 10_000;
  private static final int BATCH = 200;

  /** Files that this process and the other one need beside the connections. */
  private static final int OTHER_FILES = 600;

  private static final long HEAP_EACH = 8 * 1024;
  private static final long DIRECT_OF_ALL = 32L * 1024 * 1024;
  private static final byte[] ASK =
      "GET / HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** A connection that has served a request holds what serving one made it hold. */
  @Test
  void tenThousandIdleConnectionsHoldEightKibibytesEachOrLess(
      ProxyHarness proxy, TestReporter report, @TempDir Path folder) throws Exception {
    int count = Math.min(MOST, openFilesAllowed() - OTHER_FILES);
    RawUpstream legacy =
        proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    String rules =
        """
        version: 1
        upstreams: { legacy: { url: "%s" } }
        routes: [{ match: /**, to: legacy }]
        """
            .formatted(legacy.url());
    try (var process = ProxyProcess.start(folder, rules, "-Xmx256m", "-XX:+UseSerialGC")) {
      List<SocketChannel> clients = new ArrayList<>();
      try {
        open(process.port(), BATCH, clients);
        long heap = process.heap();
        long direct = process.direct();

        while (clients.size() < count) {
          open(process.port(), Math.min(BATCH, count - clients.size()), clients);
        }

        int more = count - BATCH;
        // What was garbage, but not yet found to be, is not held.
        await()
            .atMost(RawSocket.PATIENCE)
            .untilAsserted(
                () -> assertThat((process.heap() - heap) / more).isLessThanOrEqualTo(HEAP_EACH));
        report.publishEntry(
            "bytes of heap for each", Long.toString((process.heap() - heap) / more));
        long directOfAll = process.direct() - direct;
        report.publishEntry("bytes outside the heap for all", Long.toString(directOfAll));
        assertThat(count).as("open files allowed: ulimit -n").isEqualTo(MOST);
        assertThat(directOfAll).isLessThanOrEqualTo(DIRECT_OF_ALL);
        for (SocketChannel client : List.of(clients.getFirst(), clients.getLast())) {
          ask(client);
          readAnswer(client);
        }
      } finally {
        for (SocketChannel client : clients) {
          client.close();
        }
      }
    }
  }

  /** Opens so many at once, each of which asks once and reads its answer. */
  private static void open(int port, int count, List<SocketChannel> clients) throws IOException {
    int first = clients.size();
    for (int i = 0; i < count; i++) {
      SocketChannel client = SocketChannel.open();
      clients.add(client);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      ask(client);
    }
    for (SocketChannel client : clients.subList(first, clients.size())) {
      readAnswer(client);
    }
  }

  private static void ask(SocketChannel client) throws IOException {
    client.write(ByteBuffer.wrap(ASK));
  }

  private static void readAnswer(SocketChannel client) throws IOException {
    var answer = new StringBuilder();
    ByteBuffer bytes = ByteBuffer.allocate(1024);
    while (!answer.toString().endsWith("\r\n\r\nok")) {
      if (client.read(bytes.clear()) < 0) {
        throw new EOFException("closed after " + answer);
      }
      answer.append(StandardCharsets.ISO_8859_1.decode(bytes.flip()));
    }
    assertThat(answer.toString()).startsWith("HTTP/1.1 200 OK");
  }

  private static int openFilesAllowed() {
    return (int)
        Math.min(
            Integer.MAX_VALUE,
            ((com.sun.management.UnixOperatingSystemMXBean)
                    java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getMaxFileDescriptorCount());
  }
}
