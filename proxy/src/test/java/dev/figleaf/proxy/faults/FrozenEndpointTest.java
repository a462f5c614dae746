package dev.figleaf.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upstream stands still: its kernel takes connections and bytes, and nothing comes back. */
@ProxyTest
class FrozenEndpointTest {
  private static final int PER_SECOND = 200;
  private static final int COUNT = 10 * PER_SECOND;
  private static final int FROZEN_AT = 2 * PER_SECOND;
  private static final int SLOW_MILLIS = 250;

  @Test
  void noGetFailsAndTheEndpointIsLeftOut(ProxyHarness proxy, @TempDir Path folder)
      throws Exception {
    var ejected = new AtomicLong();
    try (var one = UpstreamProcess.start(folder);
        var other = UpstreamProcess.start(folder)) {
      proxy
          .eventLoops(2)
          .rules(
              KilledEndpointTest.rules(
                  ", timeout: { response: 500ms }, retry: { budget: 100% }", one, other));
      // What compilers still work on must not be taken for an endpoint that stands still.
      Load.gets(proxy.port(), "/", PER_SECOND).run(2 * PER_SECOND);
      var load = Load.gets(proxy.port(), "/", PER_SECOND).at(FROZEN_AT, _ -> one.freeze());
      for (int i = FROZEN_AT + 10; i < COUNT; i += 10) {
        load.at(i, _ -> noteEjection(proxy, ejected));
      }

      Report report = load.run(COUNT);

      Report afterwards = report.since(ejected.get());
      Figures.tell(
          "FrozenEndpointTest.noGetFailsAndTheEndpointIsLeftOut",
          "%d of %,d failed; %d took over %d ms, of %,d after the ejection %d; worst %.1f ms",
          report.failed(),
          report.count(),
          report.slowerThan(SLOW_MILLIS),
          SLOW_MILLIS,
          afterwards.count(),
          afterwards.slowerThan(SLOW_MILLIS),
          report.worstMillis());
      assertThat(report.count()).isEqualTo(COUNT);
      assertThat(report.failures()).isEmpty();
      assertThat(ejected.get()).as("ejected").isNotZero();
      assertThat(afterwards.slowerThan(SLOW_MILLIS))
          .isLessThanOrEqualTo(Math.ceilDiv(afterwards.count(), 100));
    }
  }

  private static void noteEjection(ProxyHarness proxy, AtomicLong ejected) {
    if (ejected.get() == 0 && proxy.metric("figleaf_upstream_ejections_total") > 0) {
      ejected.set(System.nanoTime());
    }
  }

  /** One at the most that its bulkhead lets in, the other at its usual rate. */
  @Test
  void anotherUpstreamDoesNotNotice(ProxyHarness proxy, @TempDir Path folder) throws Exception {
    var frozen = new AtomicLong();
    try (var stuck = UpstreamProcess.start(folder);
        var well = UpstreamProcess.start(folder)) {
      proxy
          .eventLoops(2)
          .rules(
              """
              version: 1
              upstreams:
                stuck: { url: "%s", bulkhead: 64, timeout: { response: 2s } }
                well: { url: "%s" }
              routes:
                - { match: /stuck/**, to: stuck }
                - { match: /**, to: well }
              """
                  .formatted(stuck.url(), well.url()));

      var full = Load.gets(proxy.port(), "/stuck", 2 * PER_SECOND);
      var stuckReport =
          CompletableFuture.supplyAsync(() -> run(full, 2 * COUNT), Thread.ofVirtual()::start);
      Report report =
          Load.gets(proxy.port(), "/", PER_SECOND)
              .at(
                  COUNT / 2,
                  _ -> {
                    stuck.freeze();
                    frozen.set(System.nanoTime());
                  })
              .run(COUNT);
      Report others = stuckReport.get();

      Report before = report.only(answer -> answer.began() - frozen.get() < 0);
      Report after = report.since(frozen.get());
      Figures.tell(
          "FrozenEndpointTest.anotherUpstreamDoesNotNotice",
          "%d of %,d failed; p99 %.1f ms before, %.1f ms while the other stood still with %,d"
              + " of its requests answered %s",
          report.failed(),
          report.count(),
          before.percentileMillis(0.99),
          after.percentileMillis(0.99),
          others.failed(),
          others.failures());
      assertThat(report.count()).isEqualTo(COUNT);
      assertThat(report.failures()).isEmpty();
      assertThat(others.failed()).as("it was full").isGreaterThan(64);
      assertThat(after.percentileMillis(0.99)).isLessThan(SLOW_MILLIS);
    }
  }

  private static Report run(Load load, int count) {
    try {
      return load.run(count);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
