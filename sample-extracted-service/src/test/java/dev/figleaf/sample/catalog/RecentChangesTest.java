package dev.figleaf.sample.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RecentChangesTest {
  private static final Product PRODUCT = ProductSeed.products(42).getFirst();

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final RecentChanges changes = new RecentChanges(now::get, Duration.ofSeconds(2));

  @Test
  void whatWasIsKnownForTwoSeconds() {
    changes.add(PRODUCT);
    now.set(Instant.EPOCH.plusMillis(1_999));

    assertThat(changes.before(PRODUCT.sku())).contains(PRODUCT);
  }

  @Test
  void thenItIsForgotten() {
    changes.add(PRODUCT);
    now.set(Instant.EPOCH.plusMillis(2_000));

    assertThat(changes.before(PRODUCT.sku())).isEmpty();
  }

  @Test
  void nothingIsKnownOfOthers() {
    changes.add(PRODUCT);

    assertThat(changes.before("SKU-000002")).isEmpty();
  }
}
