package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process from outside: what it prints, what signals do, and its exit code. */
@Timeout(120)
class RunCommandTest {
  @TempDir Path folder;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer monolith;

  @BeforeEach
  void startMonolith() throws IOException {
    monolith = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    monolith.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    monolith.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("ok".getBytes());
          exchange.close();
        });
    monolith.createContext(
        "/slow",
        exchange -> {
          asked.countDown();
          try {
            release.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    monolith.start();
  }

  @AfterEach
  void stopMonolith() {
    release.countDown();
    monolith.stop(0);
    http.close();
  }

  private String url() {
    return "http://127.0.0.1:" + monolith.getAddress().getPort();
  }

  private FigleafProcess run(String... arguments) throws IOException {
    return FigleafProcess.run(folder, Map.of("FIGLEAF_LISTEN", "127.0.0.1:0"), arguments);
  }

  private CompletableFuture<HttpResponse<String>> get(String url) {
    return http.sendAsync(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aMonolithIsAllThatItNeeds() throws Exception {
    try (var figleaf = run("--monolith", url())) {
      assertThat(figleaf.startLine())
          .matches(
              "figleaf listening on http://127\\.0\\.0\\.1:\\d+, admin on http://127\\.0\\.0\\.1:\\d+,"
                  + " rules revision 1, upstreams monolith");
      assertThat(get(figleaf.url() + "/").get().body()).isEqualTo("ok");
      assertThat(get(figleaf.adminUrl() + "/readyz").get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aSignalLetsWhatIsInFlightEndAndRefusesTheRest() throws Exception {
    try (var figleaf = run("--monolith", url())) {
      var inFlight = get(figleaf.url() + "/slow");
      asked.await();

      figleaf.signal("TERM");
      figleaf.awaitLine("ending; 1 request in flight");
      assertThat(get(figleaf.adminUrl() + "/readyz").get().statusCode()).isEqualTo(503);
      figleaf.awaitRefusal();
      release.countDown();

      assertThat(inFlight.get().statusCode()).isEqualTo(200);
      assertThat(figleaf.exitCode()).isZero();
    }
  }

  @Test
  void whatLastsLongerThanTheGraceIsCutOff() throws Exception {
    try (var figleaf = run("--monolith", url(), "--grace", "300ms")) {
      var inFlight = get(figleaf.url() + "/slow");
      asked.await();

      figleaf.signal("INT");

      assertThat(figleaf.exitCode()).isEqualTo(1);
      figleaf.awaitLine("ended; 1 request cut off");
      assertThat(inFlight.handle((answer, _) -> answer == null || answer.statusCode() >= 500).get())
          .isTrue();
    }
  }

  @Test
  void aSecondSignalEndsAtOnce() throws Exception {
    try (var figleaf = run("--monolith", url(), "--grace", "1h")) {
      var _ = get(figleaf.url() + "/slow");
      asked.await();

      figleaf.signal("TERM");
      figleaf.awaitLine("ending; 1 request in flight");
      figleaf.signal("TERM");

      assertThat(figleaf.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void hangupReadsTheRulesAgain() throws Exception {
    Path rules = RuleTexts.write(folder, RuleTexts.GOOD);
    try (var figleaf = run("--rules", rules.toString())) {
      figleaf.signal("HUP");
      figleaf.awaitLine("the rules have not changed since they were last read");

      Files.writeString(rules, RuleTexts.BAD);
      figleaf.awaitLine("rules.yaml:6:9 routes[0].to: unknown upstream");

      Files.writeString(rules, RuleTexts.GOOD.replace("20%", "30%"));
      figleaf.awaitLine("revision=3");
    }
  }

  @Test
  void rulesWithErrorsEndItWith2AndEveryProblemOnce() throws Exception {
    Path rules = RuleTexts.write(folder, RuleTexts.BAD);
    try (var figleaf = run("--rules", rules.toString())) {
      assertThat(figleaf.exitCode()).isEqualTo(2);
      assertThat(figleaf.lines())
          .containsExactly(
              rules + ":6:9 routes[0].to: unknown upstream \"monolit\"; did you mean \"monolith\"?",
              rules + ":7:24 routes[1].match: unknown key \"metods\"; did you mean \"methods\"?");
    }
  }

  @Test
  void aTakenPortIsOneSentence() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var figleaf = run("--monolith", url(), "--listen", "127.0.0.1:" + taken.getLocalPort())) {
      assertThat(figleaf.exitCode()).isEqualTo(1);
      figleaf.awaitLine(
          "figleaf: cannot listen on 127.0.0.1:"
              + taken.getLocalPort()
              + ": the port is already in use");
      assertThat(figleaf.lines()).noneMatch(line -> line.startsWith("\tat "));
    }
  }

  @Test
  void withoutAnythingToStandInFrontOfItSaysWhatToType() throws Exception {
    try (var figleaf = run()) {
      assertThat(figleaf.exitCode()).isEqualTo(2);
      figleaf.awaitLine("figleaf: what shall it stand in front of? Say --monolith URL, or --rules");
    }
  }
}
