package dev.figleaf.proxy.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.routing.SimpleRequestHead;
import dev.figleaf.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures of seams, with a clock that only moves when it is told to. */
class FiguresTest {
  private static final Instant START = Instant.parse("2026-12-01T10:00:00Z");

  private RuleSet live = Rules.seam("weight: 20%").rules();
  private Watched watched = Watched.of(live);
  private int second;
  private final List<Recorder> loops =
      List.of(
          new Recorder(this::watched, 0, InventoryTap.NONE, null),
          new Recorder(this::watched, 0, InventoryTap.NONE, null));
  private final Figures figures =
      new Figures(this::watched, () -> loops, () -> second, () -> START.plusSeconds(second));

  private Watched watched() {
    if (watched.rules() != live) {
      watched = Watched.of(live);
    }
    return watched;
  }

  private void requests(int count, String upstream, Consumer<Outcome> more) {
    for (int i = 0; i < count; i++) {
      var outcome = new Outcome();
      outcome.seam = "catalog";
      outcome.upstream = upstream;
      outcome.status = 200;
      outcome.endNanos = Duration.ofSeconds(second).plusMillis(500).toNanos();
      outcome.startNanos = outcome.endNanos - Duration.ofMillis(10).toNanos();
      more.accept(outcome);
      loops
          .get(i % 2)
          .record(outcome, SimpleRequestHead.get("/items/7"), HeaderList.ofSize(1), null);
    }
  }

  private void requests(int count, String upstream) {
    requests(count, upstream, _ -> {});
  }

  private SeamFigures now() {
    return figures.now().getFirst();
  }

  @Test
  void aSeamWithoutRequestsHasNoShares() {
    second = 30;

    SeamFigures seam = now();

    assertThat(seam.seam()).isEqualTo("catalog");
    assertThat(seam.perSecond()).isZero();
    assertThat(seam.observed()).isNaN();
    assertThat(seam.from().errors()).isNaN();
    assertThat(seam.to().latency()).isNull();
  }

  @Test
  void requestsOfAllLoopsAreAddedUpBySide() {
    requests(30, "old");
    requests(10, "fresh");
    second = 60;

    SeamFigures seam = now();

    assertThat(seam.perSecond()).isCloseTo(40 / 60.0, within(1e-9));
    assertThat(seam.observed()).isEqualTo(0.25);
    assertThat(seam.from().upstream()).isEqualTo("old");
    assertThat(seam.from().perSecond()).isCloseTo(0.5, within(1e-9));
    assertThat(seam.to().perSecond()).isCloseTo(10 / 60.0, within(1e-9));
  }

  @Test
  void theFirstMinuteIsDividedByWhatOfItHasPassed() {
    requests(40, "old");
    second = 4;

    assertThat(now().perSecond()).isEqualTo(10);
  }

  @Test
  void whatIsOlderThanAMinuteIsForgotten() {
    requests(40, "old");
    second = 61;

    assertThat(now().perSecond()).isZero();
  }

  @Test
  void aSlotThatIsUsedAgainBeginsAtNothing() {
    requests(40, "old");
    second = 64;
    requests(6, "old");
    second = 65;

    assertThat(now().perSecond()).isEqualTo(0.1);
  }

  @Test
  void aRescuedRequestIsAFailureOfToAndNotObservedThere() {
    requests(8, "fresh");
    // The outcome names who answered.
    requests(2, "old", outcome -> outcome.rescued = "connect-failed");
    second = 1;

    assertThat(now().rescued()).isEqualTo(2);
    assertThat(now().observed()).isEqualTo(0.8);
    assertThat(now().to().errors()).isEqualTo(0.2);
    assertThat(now().from().errors()).isNaN();
  }

  @Test
  void answersOf500AndMoreAndFallbacksAreErrorsOthersAreNot() {
    requests(1, "old", outcome -> outcome.status = 500);
    requests(1, "old", outcome -> outcome.fallback = "breaker-open");
    requests(1, "old", outcome -> outcome.status = 499);
    requests(1, "old", outcome -> outcome.status = 404);
    second = 1;

    assertThat(now().from().errors()).isEqualTo(0.5);
  }

  @Test
  void aFallbackIsAFailureOfTheSideThatTheClientWasOn() {
    requests(
        3,
        "other",
        outcome -> {
          outcome.fallback = "breaker-open";
          outcome.draw = 0.1;
        });
    second = 1;

    assertThat(now().to().errors()).isEqualTo(1);
    assertThat(now().from().errors()).isNaN();
  }

  @Test
  void latenciesAreRightToOneStep() {
    for (int millis = 1; millis <= 100; millis++) {
      long nanos = Duration.ofMillis(millis).toNanos();
      requests(1, "fresh", outcome -> outcome.startNanos = outcome.endNanos - nanos);
    }
    second = 1;

    SeamFigures.Latency latency = Objects.requireNonNull(now().to().latency());
    assertThat(latency.p50()).isCloseTo(50, within(6.0));
    assertThat(latency.p95()).isCloseTo(95, within(12.0));
    assertThat(latency.p99()).isCloseTo(99, within(12.0));
  }

  @Test
  void aTunnelCountsAndHasNoLatency() {
    requests(1, "fresh", outcome -> outcome.status = 101);
    second = 1;

    assertThat(now().to().perSecond()).isEqualTo(1);
    assertThat(now().to().latency()).isNull();
  }

  @Test
  void eachTenSecondsLeaveAPointWithTheWeightThatWasLive() {
    requests(30, "old");
    requests(10, "fresh", outcome -> outcome.status = 502);
    second = 10;
    figures.tick();
    live = Rules.seam("weight: 50%").rules();
    second = 20;
    figures.tick();

    double p95 = figures.hour("catalog").getFirst().fromP95();
    assertThat(p95).isCloseTo(10, within(1.0));
    assertThat(figures.hour("catalog"))
        .containsExactly(
            new SeamPoint(START.plusSeconds(10), 0.2, 0.25, 3, 1, 0, 1, p95, p95),
            empty(START.plusSeconds(20), 0.5));
  }

  @Test
  void anHourOfPointsIsKept() {
    for (second = 10; second <= 4_000; second += 10) {
      figures.tick();
    }

    List<SeamPoint> hour = figures.hour("catalog");
    assertThat(hour).hasSize(360);
    assertThat(Duration.between(hour.getFirst().at(), hour.getLast().at()))
        .isEqualTo(Duration.ofSeconds(3_590));
  }

  @Test
  void aSeamThatIsNoMoreLosesItsPointsAndItsPlace() {
    requests(10, "old");
    second = 10;
    figures.tick();
    live = Rules.of(seams(1)).rules();
    second = 20;
    figures.tick();

    assertThat(figures.hour("catalog")).isEmpty();
    requests(10, "old");
    assertThat(loops.getFirst().seams()).containsOnlyKeys("s0");
  }

  @Test
  void aSeamWhoseSidesAreOthersBeginsAtNothing() {
    requests(10, "old");
    live =
        Rules.of(
                """
                version: 1
                upstreams: { old: { url: "http://127.0.0.1:1" }, other: { url: "http://127.0.0.1:2" } }
                seams: { catalog: { from: old, to: other, weight: 0% } }
                routes: [{ match: /**, seam: catalog }]
                """)
            .rules();
    second = 1;

    assertThat(now().perSecond()).isZero();
  }

  @Test
  void atMostAThousandSeamsHaveFigures() {
    live = Rules.of(seams(1_001)).rules();

    assertThat(figures.now()).hasSize(1_000);
  }

  private static String seams(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "  s" + i + ": { from: old, to: fresh, weight: 1% }\n")
        .collect(
            Collectors.joining(
                "",
                """
                version: 1
                upstreams: { old: { url: "http://127.0.0.1:1" }, fresh: { url: "http://127.0.0.1:2" } }
                routes: [{ match: /**, seam: s0 }]
                seams:
                """,
                ""));
  }

  private static SeamPoint empty(Instant at, double weight) {
    double none = Double.NaN;
    return new SeamPoint(at, weight, none, 0, 0, none, none, none, none);
  }
}
