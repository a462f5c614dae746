package dev.figleaf.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.harness.Autobahn;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.WebSocketEcho;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A WebSocket server fares the same in the cases of the Autobahn suite, whether the facade stands
 * in front of it or not.
 *
 * <p>The cases of section 9, megabytes in small pieces, take the suite itself five minutes; a few
 * of each kind are enough here, and {@code -Dfigleaf.autobahn='*'} runs them all.
 */
@ProxyTest
@Timeout(3000)
class AutobahnTest {
  private static final String USUAL =
      "1.* 2.* 3.* 4.* 5.* 6.* 7.* 10.*"
          + " 9.1.3 9.1.4 9.2.3 9.3.9 9.4.9 9.5.6 9.6.6 9.7.1 9.7.4 9.8.1 9.8.4";
  private static final List<String> CASES =
      List.of(System.getProperty("figleaf.autobahn", USUAL).split(" "));

  private static final Path REPORTS = Path.of("target", "autobahn").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(CASES.contains("*") ? 20 : 6);

  /** RFC 6455's registry has given these away since the suite was written. */
  private static final List<String> CLOSE_CODES_OF_TODAY = List.of("7.9.6", "7.9.7", "7.9.8");

  private record Findings(Map<String, String> straight, Map<String, String> through) {
    /** By the number of the case. */
    Map<String, String> differences() {
      var found = new TreeMap<String, String>();
      straight.forEach(
          (number, finding) -> {
            if (!finding.equals(through.get(number))) {
              found.put(number, finding + " straight, " + through.get(number) + " through");
            }
          });
      return found;
    }

    /** These, but for the cases that were run again. */
    Findings butFor(Findings again) {
      var merged = new Findings(new TreeMap<>(straight), new TreeMap<>(through));
      merged.straight.putAll(again.straight);
      merged.through.putAll(again.through);
      return merged;
    }
  }

  @Test
  void everyCaseEndsThroughTheFacadeAsItDoesStraight(ProxyHarness proxy) throws Exception {
    try (var echo = new WebSocketEcho()) {
      proxy.rules(
          """
          version: 1
          upstreams: { echo: { url: "http://127.0.0.1:%d" } }
          routes: [{ match: /**, to: echo }]
          """
              .formatted(echo.port()));

      Findings findings = run(echo, proxy, CASES);
      if (!findings.differences().isEmpty()) {
        // Its own timers are of one second, which a busy machine may not have.
        findings = findings.butFor(run(echo, proxy, List.copyOf(findings.differences().keySet())));
      }

      assertThat(findings.differences()).isEmpty();
      assertThat(findings.through()).hasSizeGreaterThan(250);
      assertThat(findings.through().entrySet())
          .filteredOn(one -> one.getValue().startsWith("FAILED"))
          .extracting(Map.Entry::getKey)
          .isSubsetOf(CLOSE_CODES_OF_TODAY);
    }
  }

  /** Both at once; the suite mostly waits. */
  private static Findings run(WebSocketEcho echo, ProxyHarness proxy, List<String> cases)
      throws Exception {
    try (var straight = Autobahn.start(REPORTS.resolve("straight"), echo.port(), cases);
        var through = Autobahn.start(REPORTS.resolve("through"), proxy.port(), cases)) {
      return new Findings(straight.findings(PATIENCE), through.findings(PATIENCE));
    }
  }
}
