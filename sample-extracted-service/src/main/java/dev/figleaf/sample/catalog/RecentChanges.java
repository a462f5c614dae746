package dev.figleaf.sample.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What products were before they last changed, as long as that is recent. Safe for any thread. */
final class RecentChanges {
  private static final int MOST = 1_000;

  private record Before(Product product, Instant until) {}

  private final InstantSource clock;
  private final Duration recent;
  private final Map<String, Before> bySku =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Before> eldest) {
          return size() > MOST;
        }
      };

  RecentChanges(InstantSource clock, Duration recent) {
    this.clock = clock;
    this.recent = recent;
  }

  /** Keeps what a product was until now. */
  synchronized void add(Product before) {
    bySku.put(before.sku(), new Before(before, clock.instant().plus(recent)));
  }

  /** What the product was before it changed just now. */
  synchronized Optional<Product> before(String sku) {
    return Optional.ofNullable(bySku.get(sku))
        .filter(before -> clock.instant().isBefore(before.until()))
        .map(Before::product);
  }
}
