package dev.figleaf.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} names exactly what a scrape exports. */
class MetricsDocTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z_0-9]+)` \\| (\\w+) \\|([^|]*)\\| (.+) \\|$");

  /** Only some collectors have phases beside the program, so a scrape may be without them. */
  private static final String OPTIONAL = "jvm_gc_concurrent_phase_time_seconds";

  @Test
  void everyMetricIsDocumentedWithItsTypeAndLabels() throws Exception {
    try (var events = new MicrometerEvents("1.2.3", () -> 0)) {
      var route = events.route("catalog", "shop");
      route.started();
      route.finished(Outcomes.recovered());
      events.upstream("shop").connected(1);
      events.part("home", "user").finished("ok", 1);
      events.shadow("catalog").copied("candidate");
      events.shadow("catalog").leftOut("not-sampled", 1);
      events.shadow("catalog").found("equal", 1);
      events.shadowMemory(() -> 0);
      events.cache("catalog").used(CacheUse.HIT);
      events.cacheMemory(() -> 0, () -> 0);
      events.store(new NoStore());
      events.rules(new NoChanges());
      events.inventory(new NoEndpoints());
      events.upstream("shop").watch(new FixedGuard("closed", 0, 0));
      var scrape = Scrape.parse(afterACollection(events));
      var exported = new TreeMap<String, String>();
      scrape.types().forEach((name, type) -> exported.put(name, type + " " + labels(scrape, name)));
      assertThat(withoutOptional(documented())).isEqualTo(withoutOptional(exported));
    }
  }

  /** An inventory that nothing was counted in. */
  private record NoEndpoints() implements InventoryFigures {
    @Override
    public long endpoints() {
      return 0;
    }

    @Override
    public long overCap() {
      return 0;
    }

    @Override
    public long lost() {
      return 0;
    }
  }

  /** Where operators changed nothing. */
  private record NoChanges() implements RuleFigures {
    @Override
    public long overrides() {
      return 0;
    }

    @Override
    public boolean panicked() {
      return false;
    }

    @Override
    public long waiting() {
      return 0;
    }

    @Override
    public boolean kept() {
      return true;
    }
  }

  /** A store that nothing was given to. */
  private record NoStore() implements StoreFigures {
    @Override
    public boolean up() {
      return true;
    }

    @Override
    public long written() {
      return 0;
    }

    @Override
    public long lost() {
      return 0;
    }

    @Override
    public long waiting() {
      return 0;
    }
  }

  /** The collector's figures come with its first collection, told on a thread of the JVM. */
  private static String afterACollection(MicrometerEvents events) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              return events.scrape().contains("jvm_gc_pause_seconds");
            });
    return events.scrape();
  }

  private static Map<String, String> documented() throws IOException {
    var rows = new TreeMap<String, String>();
    for (var line : Files.readAllLines(Path.of("../docs/metrics.md"))) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        rows.put(row.group(1), row.group(2) + " " + labels(row.group(3)));
      }
    }
    return rows;
  }

  private static TreeSet<String> labels(String cell) {
    var labels = new TreeSet<String>();
    var label = Pattern.compile("`(\\w+)`").matcher(cell);
    while (label.find()) {
      labels.add(label.group(1));
    }
    return labels;
  }

  private static String labels(Scrape scrape, String family) {
    return String.valueOf(scrape.labels().get(family));
  }

  private static Map<String, String> withoutOptional(Map<String, String> metrics) {
    var rest = new TreeMap<>(metrics);
    rest.keySet().removeIf(name -> name.startsWith(OPTIONAL));
    return rest;
  }
}
