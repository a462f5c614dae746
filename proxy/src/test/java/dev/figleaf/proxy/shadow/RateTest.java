package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RateTest {
  private static final double SURE = 0.95;

  @Test
  void boundsEncloseWhatWasSeen() {
    var rate = new Rate(10_000, 100);
    assertThat(rate.lower(SURE)).isBetween(0.005, 0.01);
    assertThat(rate.upper(SURE)).isBetween(0.01, 0.02);
  }

  @Test
  void ofNothingNothingFollows() {
    assertThat(Rate.NONE.lower(SURE)).isCloseTo(0, Offset.offset(1e-9));
    assertThat(Rate.NONE.upper(SURE)).isCloseTo(1, Offset.offset(1e-9));
  }

  @Test
  void theBoundAndTheTestOfABudgetAgree() {
    var rate = new Rate(8_000, 3);
    double upper = rate.upper(SURE);
    assertThat(rate.isBelow(upper * 1.001, SURE)).isTrue();
    assertThat(rate.isBelow(upper * 0.999, SURE)).isFalse();
  }

  @Test
  void aBudgetOfNothingIsNeverShownToHold() {
    assertThat(new Rate(1_000_000_000, 0).isBelow(0, SURE)).isFalse();
  }

  @Test
  void boundsHoldAtAllTimesTogether() {
    var random = new Random(3);
    int wrong = 0;
    for (int run = 0; run < 500; run++) {
      if (everWrong(random, 0.05, 2_000)) {
        wrong++;
      }
    }
    // A figure for whoever reads the log; what must hold is asserted below.
    System.out.println("bounds of 5% wrong at any of 2,000 times: " + wrong + " of 500 runs");
    assertThat(wrong).isLessThanOrEqualTo(50); // 5% for each of the two bounds
  }

  private static boolean everWrong(Random random, double truth, int trials) {
    Rate rate = Rate.NONE;
    for (int i = 0; i < trials; i++) {
      rate = rate.with(random.nextDouble() < truth);
      if (rate.isBelow(truth, SURE) || rate.isAbove(truth, SURE)) {
        return true;
      }
    }
    return false;
  }
}
