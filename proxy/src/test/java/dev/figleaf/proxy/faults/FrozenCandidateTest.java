package dev.figleaf.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A candidate stands still: its kernel takes copies, and nothing comes back. {@code
 * -Dfigleaf.frozen.seconds=15} freezes it for longer.
 */
@ProxyTest
class FrozenCandidateTest {
  private static final int PER_SECOND = 200;
  private static final int SECONDS = Integer.getInteger("figleaf.frozen.seconds", 4);
  private static final int FROZEN_AT = SECONDS * PER_SECOND;

  @Test
  void noClientOfTheControlNotices(ProxyHarness proxy, @TempDir Path folder) throws Exception {
    var frozen = new AtomicLong();
    try (var monolith = UpstreamProcess.start(folder);
        var catalog = UpstreamProcess.start(folder)) {
      proxy.eventLoops(2).rules(rules(monolith, catalog));
      Load.gets(proxy.port(), "/", PER_SECOND).run(2 * PER_SECOND);
      Report report =
          Load.gets(proxy.port(), "/", PER_SECOND)
              .at(
                  FROZEN_AT,
                  _ -> {
                    catalog.freeze();
                    frozen.set(System.nanoTime());
                  })
              .run(2 * FROZEN_AT);

      Report before = report.only(answer -> answer.began() - frozen.get() < 0);
      Report after = report.since(frozen.get());
      double full = leftOut(proxy, "bulkhead-full") + leftOut(proxy, "breaker-open");
      double memory = proxy.metric("figleaf_shadow_memory");
      Figures.tell(
          "FrozenCandidateTest.noClientOfTheControlNotices",
          "%d of %,d failed; p99 %.1f ms before, %.1f ms in %d s with the candidate frozen; %,.0f"
              + " copies left out, %,.0f KiB held",
          report.failed(),
          report.count(),
          before.percentileMillis(0.99),
          after.percentileMillis(0.99),
          SECONDS,
          full,
          memory / 1024);
      assertThat(report.count()).isEqualTo(2 * FROZEN_AT);
      assertThat(report.failures()).isEmpty();
      assertThat(full).as("copies that were left out").isPositive();
      assertThat(memory).isLessThan(1024 * 1024);
    }
  }

  private static String rules(UpstreamProcess monolith, UpstreamProcess catalog) {
    return """
        version: 1
        upstreams: { monolith: { url: "%s" }, catalog: { url: "%s" } }
        seams: { catalog: { from: monolith, to: catalog, weight: 0%%, shadow: { timeout: 2s } } }
        routes: [{ match: /**, seam: catalog }]
        """
        .formatted(monolith.url(), catalog.url());
  }

  /** Counted by the judge, which tells each second. */
  private static double leftOut(ProxyHarness proxy, String reason) {
    return proxy.metric("figleaf_shadow_left_out_total", "reason=\"" + reason + "\"");
  }
}
