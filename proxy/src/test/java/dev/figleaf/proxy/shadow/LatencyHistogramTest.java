package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  @Test
  void percentilesAreThoseOfTheSortedTimesWithinAFewPercent() {
    var random = new Random(5);
    var histogram = new LatencyHistogram();
    long[] micros = random.doubles(10_000).mapToLong(u -> (long) Math.exp(16 * u)).toArray();
    for (long one : micros) {
      histogram.record(Duration.ofNanos(one * 1_000));
    }
    Arrays.sort(micros);
    for (double share : new double[] {0.5, 0.95, 0.99, 1}) {
      long exact = micros[(int) Math.ceil(share * micros.length) - 1];
      assertThat(histogram.percentile(share).toNanos() / 1_000)
          .isCloseTo(exact, Percentage.withPercentage(4));
    }
  }

  @Test
  void ofNothingEveryPercentileIsZero() {
    assertThat(new LatencyHistogram().percentile(0.99)).isZero();
  }

  @Test
  void timesOutOfEveryBoundAreTakenAsTheBound() {
    var histogram = new LatencyHistogram();
    histogram.record(Duration.ofDays(400));
    histogram.record(Duration.ofNanos(-5));
    assertThat(histogram.percentile(1)).isBetween(Duration.ofMinutes(57), Duration.ofMinutes(63));
    assertThat(histogram.percentile(0.1)).isZero();
  }

  @Test
  void whatWasKeptAsStepsAddsUpToTheSame() {
    var random = new Random(6);
    var whole = new LatencyHistogram();
    var added = new LatencyHistogram();
    for (int i = 0; i < 1_000; i++) {
      var took = Duration.ofNanos((long) Math.exp(28 * random.nextDouble()));
      whole.record(took);
      added.add(LatencyHistogram.step(took), 1);
      assertThat(LatencyHistogram.step(LatencyHistogram.value(LatencyHistogram.step(took))))
          .isEqualTo(LatencyHistogram.step(took));
    }
    assertThat(added.percentile(0.9)).isEqualTo(whole.percentile(0.9));
    assertThat(added.total()).isEqualTo(1_000);
  }

  @Test
  void whoIsInDoubtIsSlow() {
    var histogram = new LatencyHistogram();
    histogram.record(Duration.ofMillis(200));
    histogram.record(Duration.ofMillis(299));
    histogram.record(Duration.ofMillis(301));
    assertThat(histogram.slowerThan(Duration.ofMillis(300))).isEqualTo(2);
  }
}
