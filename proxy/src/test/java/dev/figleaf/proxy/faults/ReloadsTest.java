package dev.figleaf.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.control.Reload;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand rule sets go live under load. */
@ProxyTest
class ReloadsTest {
  private static final int PER_SECOND = 200;
  private static final int BASELINE = 5 * PER_SECOND;
  private static final int RELOADS = 1_000;
  private static final int RELOADS_PER_SECOND = 100;

  /** As many as a minute has; it ends with the last reload. */
  private static final int MOST = 60 * PER_SECOND;

  /** Whoever waits for a timeout of the facade waits for a second, at least. */
  private static final int TIMEOUT_MILLIS = 1_000;

  /** Every revision has other routes, another weight, and every third another pool. */
  private static String revision(int number, UpstreamProcess one, UpstreamProcess two) {
    var text = new StringBuilder("version: 1\nupstreams:\n");
    text.append("  one: { url: \"").append(one.url()).append("\", pool: { waiting: ");
    text.append(100 + number / 3 % 2).append(" } }\n  two: { url: \"").append(two.url());
    text.append("\" }\nseams: { shop: { from: one, to: two, cohort: none, weight: ");
    text.append(number % 100).append("% } }\nroutes:\n");
    for (int i = 0; i < 20; i++) {
      text.append("  - { name: r-%d-%d, match: /r/%d/**, to: two }\n".formatted(number, i, i));
    }
    return text.append("  - { match: /**, seam: shop }\n").toString();
  }

  @Test
  void noRequestFailsAndNoConnectionClosesWithKeepAlive(ProxyHarness proxy, @TempDir Path folder)
      throws Exception {
    Report under = measure(proxy, folder, true, "noRequestFailsAndNoConnectionClosesWithKeepAlive");
    assertThat(under.closed()).as("connections closed").isZero();
  }

  @Test
  void noRequestFailsWithoutKeepAlive(ProxyHarness proxy, @TempDir Path folder) throws Exception {
    measure(proxy, folder, false, "noRequestFailsWithoutKeepAlive");
  }

  private static Report measure(ProxyHarness proxy, Path folder, boolean keepAlive, String test)
      throws Exception {
    try (var one = UpstreamProcess.start(folder);
        var two = UpstreamProcess.start(folder)) {
      proxy.eventLoops(2).rules(revision(0, one, two));
      load(proxy, keepAlive).run(BASELINE); // once for the compilers of the machine
      Report calm = load(proxy, keepAlive).run(BASELINE);
      var reloads = CompletableFuture.runAsync(() -> reload(proxy, one, two));
      Report under = load(proxy, keepAlive).run(MOST, reloads::isDone);
      reloads.get();

      Figures.tell(
          "ReloadsTest." + test,
          "%d of %,d failed, %s connections closed by %,d reloads; p99 %.1f ms, without reloads"
              + " %.1f ms",
          under.failed(),
          under.count(),
          keepAlive ? under.closed() : "no",
          RELOADS,
          under.percentileMillis(0.99),
          calm.percentileMillis(0.99));
      assertThat(under.count()).isGreaterThan(RELOADS);
      assertThat(under.failures()).isEmpty();
      assertThat(under.percentileMillis(0.99)).isLessThan(TIMEOUT_MILLIS);
      return under;
    }
  }

  private static Load load(ProxyHarness proxy, boolean keepAlive) {
    return keepAlive
        ? Load.gets(proxy.port(), "/", PER_SECOND)
        : Load.getsOnNewConnections(proxy.port(), "/", PER_SECOND);
  }

  private static void reload(ProxyHarness proxy, UpstreamProcess one, UpstreamProcess two) {
    try {
      Pace.run(
          RELOADS,
          RELOADS_PER_SECOND,
          i ->
              assertThat(proxy.reload(revision(i + 1, one, two)))
                  .isInstanceOf(Reload.Accepted.class));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
