package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.shadow.Verdict.Standing;
import dev.figleaf.proxy.store.CountRow;
import dev.figleaf.proxy.store.LatencyRow;
import dev.figleaf.rules.LatencyBudget;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.ReadySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
    var evidence =
        Evidence.of(
            List.of(count("equal", "", 1_000)),
            List.of(
                took("control", FAST, 1_000),
                took("candidate", FAST, 500),
                took("candidate", SLOW, 500)),
            _ -> false);
    assertThat(evidence.judge(ready(Percentage.parse("1%"), 100, budget), 1).standing())
        .isEqualTo(Standing.NOT_READY);
    assertThat(evidence.slow(budget)).isEqualTo(new Rate(1_000, 500));
    assertThat(evidence.control().percentile(0.99))
        .isBetween(FAST.multipliedBy(9).dividedBy(10), FAST.multipliedBy(11).dividedBy(10));
    assertThat(evidence.candidate().percentile(0.95)).isGreaterThan(Duration.ofMillis(800));
  }

  @Test
  void aBudgetThatIsSetLaterIsJudgedByWhatWasSeenBefore() {
    var evidence =
        Evidence.of(
            List.of(count("equal", "", 90), count("failed", "f", 10)),
            List.of(took("candidate", FAST, 90)),
            _ -> false);
    var budget = new LatencyBudget(Duration.ofMillis(5), Percentage.parse("1%"));
    assertThat(evidence.slow(budget)).isEqualTo(new Rate(100, 100));
  }

  @Test
  void onlyWhatReallyDiffersCounts() {
    var rows =
        Arrays.stream(Finding.values())
            .map(finding -> count(Counted.word(finding), "", 1))
            .toList();
    // A race and what is unsettled say nothing; the others say that they are equal.
    assertThat(Evidence.of(rows, List.of(), _ -> false).mismatches()).isEqualTo(new Rate(4, 1));
  }

  @Test
  void whatIsAcceptedCountsNoMore() {
    var rows =
        List.of(
            count("real", "a,b", 5),
            count("real", "a", 3),
            count("real", "a+", 1),
            count("failed", "f", 7),
            count("error", "a", 3),
            count("error", "c", 2),
            count("equal", "", 10));
    var evidence = Evidence.of(rows, List.of(), Set.of("a", "f")::contains);
    assertThat(evidence.mismatches()).isEqualTo(new Rate(19, 6));
    assertThat(evidence.count(Finding.ACCEPTED)).isEqualTo(3);
    assertThat(evidence.failures()).isEqualTo(new Rate(19, 2));
  }

  @Test
  void aSubjectNamesWhatWasNeverCompared() {
    var coverage =
        Coverage.of(
            List.of(
                shape("GET", "/a/{id}", 2, "live", 1),
                shape("GET", "/a/{id}", 4, "live", 2),
                shape("POST", "/a", 2, "live", 1),
                shape("POST", "/a", 2, "unsettled", 1),
                shape("GET", "/a/{id}", 2, "equal", 1)));
    assertThat(coverage.neverCompared())
        .extracting(Coverage.Shape::toString)
        .containsExactly("GET /a/{id} 4xx", "POST /a 2xx");
    assertThat(coverage.share()).isEqualTo(1.0 / 3);
    assertThat(Coverage.of(List.of()).share()).isZero();
  }

  private static Evidence seen(int equal, int real, int failed) {
    return Evidence.of(
        List.of(count("equal", "", equal), count("real", "a", real), count("failed", "f", failed)),
        List.of(),
        _ -> false);
  }

  private static CountRow count(String what, String pattern, long count) {
    return new CountRow("c", Instant.EPOCH, "GET", "/a", 2, what, pattern, count);
  }

  private static CountRow shape(
      String method, String template, int statusClass, String what, long count) {
    return new CountRow("c", Instant.EPOCH, method, template, statusClass, what, "", count);
  }

  private static LatencyRow took(String side, Duration took, long count) {
    return new LatencyRow(
        "c", Instant.EPOCH, "GET", "/a", side, LatencyHistogram.step(took), count);
  }

  private static ReadySpec ready(
      Percentage budget, long samples, @org.jspecify.annotations.Nullable LatencyBudget latency) {
    return new ReadySpec(
        budget, budget, Percentage.parse("95%"), samples, Percentage.parse("90%"), latency);
  }
}
