package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.Percentage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How many requests of a seam may be rescued. */
class RescueBudgetTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final Percentage FIFTH = new Percentage(20_000);

  private final RescueBudget budget = new RescueBudget();

  private void sent(int count, long at) {
    for (int i = 0; i < count; i++) {
      budget.sent(at);
    }
  }

  private int taken(int tries, long at) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += budget.tryTake(FIFTH, at) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void tenAreAlwaysAllowedWithinTenSeconds() {
    assertThat(taken(20, 0)).isEqualTo(10);
    assertThat(taken(20, 9 * SECOND)).isZero();
    assertThat(taken(20, 10 * SECOND)).isEqualTo(10);
  }

  @Test
  void moreAreAShareOfWhatWasSent() {
    sent(100, 0);
    sent(100, 3 * SECOND);
    assertThat(taken(100, 5 * SECOND)).isEqualTo(40);
    assertThat(taken(100, 10 * SECOND)).isZero();
  }

  @Test
  void whatIsOlderThanTenSecondsIsForgotten() {
    sent(1_000, 0);
    assertThat(taken(1_000, 100 * SECOND)).isEqualTo(10);
  }

  @Test
  void aClockBelowZeroCountsTheSame() {
    assertThat(taken(20, -15 * SECOND)).isEqualTo(10);
    assertThat(taken(20, -5 * SECOND)).isEqualTo(10);
  }

  @Test
  void severalLoopsTogetherTakeNoMore() throws Exception {
    sent(1_000, 0);
    var taken = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        threads.submit(() -> taken.addAndGet(taken(500, 0)));
      }
    }
    assertThat(taken.get()).isBetween(190, 200);
  }
}
