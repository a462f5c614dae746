package dev.figleaf.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.control.Changed;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.rules.Percentage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Overrides and panics take effect at once, and no request is lost. */
@ProxyTest
class OverridesUnderLoadTest {
  private static final int PER_SECOND = 200;
  private static final int MOST = 60 * PER_SECOND;
  private static final int CHANGES = 200;
  private static final int ROUTES = 1_000;

  /** What operators were promised. */
  private static final double LIMIT_MILLIS = 100;

  private static final Author ANN = new Author("ann", "test", "under load");

  private static String rules(UpstreamProcess one, UpstreamProcess two) {
    var text =
        new StringBuilder("version: 1\nupstreams: { one: { url: \"")
            .append(one.url())
            .append("\" }, two: { url: \"")
            .append(two.url())
            .append("\" } }\nseams: { shop: { from: one, to: two, weight: 50% } }\nroutes:\n");
    IntStream.range(0, ROUTES)
        .forEach(i -> text.append("  - { match: /r/%d/**, seam: shop }\n".formatted(i)));
    return text.append("  - { match: /**, seam: shop }\n").toString();
  }

  @Test
  void changesTakeEffectAtOnceAndNoRequestFails(ProxyHarness proxy, @TempDir Path folder)
      throws Exception {
    try (var one = UpstreamProcess.start(folder);
        var two = UpstreamProcess.start(folder)) {
      proxy.eventLoops(2).keepingEvidence(folder.resolve("store")).rules(rules(one, two));
      RuleOperations rules = proxy.facade().rules();
      Load.gets(proxy.port(), "/", PER_SECOND).run(5 * PER_SECOND); // for the compilers
      var changes = CompletableFuture.supplyAsync(() -> change(rules));
      Report under = Load.gets(proxy.port(), "/", PER_SECOND).run(MOST, changes::isDone);
      List<Double> live = changes.get();

      double median = live.get(live.size() / 2);
      Figures.tell(
          "OverridesUnderLoadTest.changesTakeEffectAtOnceAndNoRequestFails",
          "%d of %,d failed, %s connections closed by %d overrides, panics and calms of %,d routes;"
              + " live after %.1f ms (median), %.1f ms (p95)",
          under.failed(),
          under.count(),
          under.closed(),
          live.size(),
          ROUTES,
          median,
          live.get(live.size() * 95 / 100));
      assertThat(under.failures()).isEmpty();
      assertThat(under.closed()).isZero();
      assertThat(median).isLessThan(LIMIT_MILLIS);
    }
  }

  /** How long each took until it was live, in milliseconds, sorted. */
  private static List<Double> change(RuleOperations rules) {
    var at = new AtomicLong();
    var times = new ArrayList<Double>();
    AutoCloseable listening = rules.listen(_ -> at.set(System.nanoTime()));
    for (int i = 0; i < CHANGES; i++) {
      long begin = System.nanoTime();
      Changed changed =
          switch (i % 3) {
            case 0 -> rules.override(ANN, "shop", new Percentage(i * 100), null, null);
            case 1 -> rules.panic(ANN);
            default -> rules.calm(ANN);
          };
      assertThat(changed).isInstanceOf(Changed.Done.class);
      times.add((at.get() - begin) / 1e6);
    }
    try {
      listening.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return times.stream().sorted().toList();
  }
}
