package dev.figleaf.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyProcess;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What forwarding one request allocates, against a bound that is written down.
 *
 * <p>Bytes, not seconds: they say the same on a busy machine. The facade is in a JVM of its own,
 * where no leak detector counts along, and whose compiler is the simple one: it removes no
 * allocation, so that the figure is that of the code, whatever was compiled by then. That is more
 * than a warm facade really allocates.
 */
@ProxyTest
@Timeout(60)
class ForwardAllocationTest {
  private static final int REQUESTS = 2_000;
  private static final String[] JVM = {
    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=disabled"
  };
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1024\r\n%s\r\n"
          + "x".repeat(1024);
  private static final String GET = "GET /items/7 HTTP/1.1\r\nHost: shop.example.com\r\n%s\r\n";
  private static final String POST =
      "POST /items HTTP/1.1\r\nHost: shop.example.com\r\nContent-Length: 16384\r\n\r\n"
          + "x".repeat(16_384);

  @ParameterizedTest
  @ValueSource(ints = {0, 12})
  void aRequestAllocatesNoMoreThanIsWrittenDown(
      int headers, ProxyHarness proxy, @TempDir Path folder) throws IOException {
    String more = "X-Some-Header: some value\r\n".repeat(headers);

    long bytes = bytesOf(GET.formatted(more), ANSWER.formatted(more), proxy, folder);

    assertThat(bytes).as("bytes of a request").isBetween(1L, bound("headers-" + headers));
  }

  @Test
  void theBodyOfARequestStaysOffTheHeap(ProxyHarness proxy, @TempDir Path folder)
      throws IOException {
    long bytes = bytesOf(POST, ANSWER.formatted(""), proxy, folder);

    assertThat(bytes).as("bytes of a request").isBetween(1L, bound("post-16k"));
  }

  @Test
  void aHitAllocatesNoMoreThanIsWrittenDown(ProxyHarness proxy, @TempDir Path folder)
      throws IOException {
    long bytes = bytesOf(GET.formatted(""), ANSWER.formatted(""), ", cache: 1h", proxy, folder);

    assertThat(bytes).as("bytes of a request").isBetween(1L, bound("hit"));
  }

  private static long bytesOf(String request, String answer, ProxyHarness proxy, Path folder)
      throws IOException {
    return bytesOf(request, answer, "", proxy, folder);
  }

  private static long bytesOf(
      String request, String answer, String modifiers, ProxyHarness proxy, Path folder)
      throws IOException {
    RawUpstream legacy = proxy.rawUpstream("legacy", connection -> answerAll(connection, answer));
    String rules =
        """
        version: 1
        upstreams: { legacy: { url: "%s" } }
        routes: [{ match: /**, to: legacy%s }]
        """
            .formatted(legacy.url(), modifiers);

    try (var process = ProxyProcess.start(folder, rules, JVM);
        RawSocket client = process.connect()) {
      ask(client, request);
      long before = process.allocated();
      ask(client, request);
      return (process.allocated() - before) / REQUESTS;
    }
  }

  private static void ask(RawSocket client, String request) throws IOException {
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(client.send(request).readAnswer().status()).isEqualTo(200);
    }
  }

  private static void answerAll(RawUpstream.Connection connection, String answer)
      throws IOException {
    while (connection.socket().readRequest().isPresent()) {
      connection.send(answer);
    }
  }

  private static long bound(String name) throws IOException {
    var bounds = new Properties();
    try (InputStream in =
        ForwardAllocationTest.class.getResourceAsStream("/forward-allocation.properties")) {
      bounds.load(Objects.requireNonNull(in));
    }
    return Long.parseLong(bounds.getProperty(name));
  }
}
