package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.shadow.Verdict.Standing;
import dev.figleaf.rules.LatencyBudget;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.ReadySpec;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Duration FAST = Duration.ofMillis(10);
  private static final Duration SLOW = Duration.ofMillis(900);
  private static final ReadySpec READY = ready(Percentage.parse("1%"), 100, null);

  @Test
  void noMoreThanOneMigrationInTwentyIsEverCalledReadyThatIsNot() {
    int migrations = 2_000;
    int falseReady = 0;
    for (int run = 0; run < migrations; run++) {
      if (samplesUntilReady(new Random(run), 0.01, 5_000) > 0) {
        falseReady++;
      }
    }
    // docs/verdict.md tells this figure.
    System.out.printf(
        "false READY: %d of %d migrations exactly at their budget, watched at each of 5,000"
            + " samples (%.2f%%)%n",
        falseReady, migrations, 100.0 * falseReady / migrations);
    assertThat(falseReady).isLessThanOrEqualTo(migrations / 20);
    assertThat(falseReady).as("a test that can fail").isPositive();
  }

  @Test
  void aGoodCandidateIsReadySoon() {
    for (double rate : new double[] {0, 0.001, 0.002, 0.005}) {
      long[] needed =
          new Random(7)
              .longs(101)
              .map(seed -> samplesUntilReady(new Random(seed), rate, 50_000))
              .map(samples -> samples < 0 ? Long.MAX_VALUE : samples)
              .sorted()
              .toArray();
      // docs/verdict.md tells these figures.
      System.out.printf(
          "samples until READY, budget 1%%, true rate %.1f%%: median %d, nine in ten %d%n",
          rate * 100, needed[50], needed[90]);
      assertThat(needed[50]).isLessThan(50_000);
    }
  }

  /** -1 when it never is. */
  private static long samplesUntilReady(Random random, double truth, int most) {
    Rate rate = Rate.NONE;
    for (int i = 1; i <= most; i++) {
      boolean real = random.nextDouble() < truth;
      rate = rate.with(real);
      // A mismatch never helps, so only other samples need a look.
      if (!real && i >= 100 && rate.isBelow(0.01, 0.95)) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void enoughEqualPairsAreReady() {
    assertThat(seen(1_000, 0, 0).judge(READY, 1).standing()).isEqualTo(Standing.READY);
  }

  @Test
  void tooManyMismatchesAreNotReady() {
    Verdict verdict = seen(900, 100, 0).judge(READY, 1);
    assertThat(verdict.standing()).isEqualTo(Standing.NOT_READY);
    assertThat(verdict.criteria())
        .filteredOn(one -> one.standing() == Standing.NOT_READY)
        .extracting(Verdict.Criterion::name)
        .containsExactly("mismatches");
  }

  @Test
  void errorsOfTheCandidateAloneAreNotReady() {
    assertThat(seen(1_000, 0, 100).judge(READY, 1).standing()).isEqualTo(Standing.NOT_READY);
  }

  @Test
  void fewPairsAreInsufficientHoweverGood() {
    Verdict verdict = seen(50, 0, 0).judge(READY, 1);
    assertThat(verdict.standing()).isEqualTo(Standing.INSUFFICIENT);
    assertThat(verdict.missing()).containsExactly("samples: 50 of 100");
  }

  @Test
  void whatIsSeenLiveMustHaveBeenCompared() {
    Verdict verdict = seen(1_000, 0, 0).judge(READY, 0.5);
    assertThat(verdict.standing()).isEqualTo(Standing.INSUFFICIENT);
    assertThat(verdict.missing()).containsExactly("coverage: 50.0% of 90%");
  }

  @Test
  void slownessIsJudgedWhereRulesSayWhatIsSlow() {
    var budget = new LatencyBudget(Duration.ofMillis(300), Percentage.parse("5%"));
    var evidence = new Evidence(budget);
    for (int i = 0; i < 1_000; i++) {
      evidence.compared(Finding.EQUAL, FAST, i % 2 == 0 ? SLOW : FAST);
    }
    assertThat(evidence.judge(ready(Percentage.parse("1%"), 100, budget), 1).standing())
        .isEqualTo(Standing.NOT_READY);
    assertThat(evidence.controlTimes().p99())
        .isBetween(FAST.multipliedBy(9).dividedBy(10), FAST.multipliedBy(11).dividedBy(10));
    assertThat(evidence.candidateTimes().p95()).isGreaterThan(Duration.ofMillis(800));
  }

  @Test
  void onlyWhatReallyDiffersCounts() {
    var evidence = new Evidence(null);
    for (Finding finding : Finding.values()) {
      evidence.compared(finding, FAST, FAST);
    }
    // A race and what is unsettled say nothing; the others say that they are equal.
    assertThat(evidence.mismatches()).isEqualTo(new Rate(4, 1));
  }

  @Test
  void aSeamNamesWhatWasNeverCompared() {
    var seam = new SeamEvidence(READY);
    seam.live("GET", "/a/{id}", 200);
    seam.live("GET", "/a/{id}", 404);
    seam.live("GET", "/a/{id}", 404);
    seam.live("POST", "/a", 201);
    seam.compared("GET", "/a/{id}", 200, Finding.EQUAL, FAST, FAST);
    assertThat(seam.coverage().neverCompared())
        .extracting(Coverage.Shape::toString)
        .containsExactly("GET /a/{id} 4xx", "POST /a 2xx");
    assertThat(seam.coverage().share()).isEqualTo(1.0 / 3);
    assertThat(seam.verdict().standing()).isEqualTo(Standing.INSUFFICIENT);
  }

  @Test
  void endpointsAreBoundedAndJudgedByThemselves() {
    var seam = new SeamEvidence(READY);
    for (int i = 0; i < SeamEvidence.MOST + 100; i++) {
      seam.compared("GET", "/" + i, 200, Finding.REAL, FAST, FAST);
    }
    assertThat(seam.endpoints()).hasSize(SeamEvidence.MOST + 1);
    assertThat(seam.verdict("GET", "/1")).isPresent();
    assertThat(seam.whole().mismatches().hits()).isEqualTo(SeamEvidence.MOST + 100);
  }

  private static Evidence seen(int equal, int real, int failed) {
    var evidence = new Evidence(null);
    for (int i = 0; i < equal; i++) {
      evidence.compared(Finding.EQUAL, FAST, FAST);
    }
    for (int i = 0; i < real; i++) {
      evidence.compared(Finding.REAL, FAST, FAST);
    }
    for (int i = 0; i < failed; i++) {
      evidence.failed();
    }
    return evidence;
  }

  private static ReadySpec ready(
      Percentage budget, long samples, @org.jspecify.annotations.Nullable LatencyBudget latency) {
    return new ReadySpec(
        budget, budget, Percentage.parse("95%"), samples, Percentage.parse("90%"), latency);
  }
}
