package dev.figleaf.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two endpoints is killed under load. */
@ProxyTest
class KilledEndpointTest {
  private static final int PER_SECOND = 200;
  private static final int COUNT = 8 * PER_SECOND;
  private static final int KILLED_AT = 2 * PER_SECOND;

  /** Whoever waits for a timeout of the facade waits for a second, at least. */
  private static final int TIMEOUT_MILLIS = 1_000;

  static String rules(String settings, UpstreamProcess... endpoints) {
    return """
        version: 1
        upstreams: { shop: { endpoints: %s%s } }
        routes: [{ match: /**, to: shop }]
        """
        .formatted(
            List.of(endpoints).stream().map(one -> '"' + one.url() + '"').toList(), settings);
  }

  @Test
  void noGetFails(ProxyHarness proxy, @TempDir Path folder) throws Exception {
    try (var one = UpstreamProcess.start(folder);
        var other = UpstreamProcess.start(folder)) {
      proxy.eventLoops(2).rules(rules("", one, other));

      Report report =
          Load.gets(proxy.port(), "/slow", PER_SECOND).at(KILLED_AT, _ -> one.kill()).run(COUNT);

      Figures.tell(
          "KilledEndpointTest.noGetFails",
          "%d of %,d failed, median %.1f ms, worst %.1f ms",
          report.failed(),
          report.count(),
          report.percentileMillis(0.5),
          report.worstMillis());
      assertThat(report.count()).isEqualTo(COUNT);
      assertThat(report.failures()).isEmpty();
      assertThat(report.worstMillis()).isLessThan(TIMEOUT_MILLIS);
      assertThat(one.ids()).as("it was under load").hasSizeGreaterThan(KILLED_AT / 4);
    }
  }

  @Test
  void noPostIsSentTwice(ProxyHarness proxy, @TempDir Path folder) throws Exception {
    var before = new AtomicLong();
    var after = new AtomicLong();
    try (var one = UpstreamProcess.start(folder);
        var other = UpstreamProcess.start(folder)) {
      proxy.eventLoops(2).rules(rules("", one, other));

      Report report =
          Load.posts(proxy.port(), "/slow", PER_SECOND)
              .at(
                  KILLED_AT,
                  _ -> {
                    before.set(System.nanoTime());
                    one.kill();
                    one.awaitEnd();
                    after.set(System.nanoTime());
                  })
              .run(COUNT);

      Report underWay =
          report.only(
              answer ->
                  answer.began() - after.get() < 0
                      && answer.began() + answer.nanos() - before.get() > 0);
      List<String> ids = new ArrayList<>(one.ids());
      ids.addAll(other.ids());
      int twice = ids.size() - new HashSet<>(ids).size();
      Figures.tell(
          "KilledEndpointTest.noPostIsSentTwice",
          "%d received twice, %d of %,d answered 502, %d were under way",
          twice,
          report.count(502),
          report.count(),
          underWay.count());
      assertThat(twice).isZero();
      assertThat(report.count()).isEqualTo(COUNT);
      assertThat(report.failed()).as("%s", report.failures()).isEqualTo(report.count(502));
      assertThat(report.count(502)).isLessThanOrEqualTo(underWay.count());
      assertThat(report.failures().keySet()).isSubsetOf("502 upstream-reset");
    }
  }
}
