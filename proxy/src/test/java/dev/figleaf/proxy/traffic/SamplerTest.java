package dev.figleaf.proxy.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are described. */
class SamplerTest {
  private final Sampler sampler = new Sampler(100, new SplittableRandom(42));
  private long drawn;
  private long weight;

  private void second(int second, int requests) {
    for (int i = 0; i < requests; i++) {
      int stands = sampler.draw(second);
      drawn += stands > 0 ? 1 : 0;
      weight += stands;
    }
  }

  @Test
  void underTheRateEveryRequestIsDrawnAndStandsForItself() {
    for (int second = 0; second < 10; second++) {
      second(second, 99);
    }

    assertThat(drawn).isEqualTo(990);
    assertThat(weight).isEqualTo(990);
  }

  @ParameterizedTest
  @ValueSource(ints = {150, 1_000, 20_000})
  void overTheRateAsManyAsItAreDrawnAndStandForAll(int requests) {
    second(0, requests);
    drawn = 0;
    weight = 0;
    for (int second = 1; second <= 60; second++) {
      second(second, requests);
    }

    assertThat(drawn / 60.0).isBetween(45.0, 125.0);
    assertThat((double) weight).isCloseTo(60.0 * requests, within(3.0 * requests));
  }

  @Test
  void aSuddenStormIsThinnedOutWithinItsFirstSecond() {
    second(0, 10);
    weight = 0;
    drawn = 0;
    second(1, 100_000);

    assertThat(drawn).isLessThan(1_000);
    assertThat((double) weight).isCloseTo(100_000, within(15_000.0));
  }

  @Test
  void afterASilenceAllAreDrawnAgain() {
    second(0, 100_000);
    drawn = 0;
    second(9, 50);

    assertThat(drawn).isEqualTo(50);
  }
}
