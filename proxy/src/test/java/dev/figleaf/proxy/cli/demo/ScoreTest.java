package dev.figleaf.proxy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.shadow.Rate;
import dev.figleaf.proxy.shadow.Report.Cause;
import dev.figleaf.proxy.shadow.Report.Found;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private static final Set<Planted> ALL = EnumSet.allOf(Planted.class);
  private static final Found PRICE = found("/api/catalog/items/{id}", "body:$.price", "value");
  private static final Found BRAND = found("/api/catalog/items/{id}", "body:$.brand", "missing");
  private static final Found ORDER = found("/api/catalog/picks", "body:$.picks", "order");
  private static final Found SLOW = found(Cause.SLOW, "/api/catalog/items", "latency", "slow");
  private static final Found STALE =
      found(Cause.LAG, "/api/catalog/items/{id}", "body:$.stock", "value");
  private static final Found OTHER = found("/api/catalog/picks", "body:$.validUntil", "value");

  private static Found found(String template, String path, String kind) {
    return found(Cause.DIFFERENCE, template, path, kind);
  }

  private static Found found(Cause cause, String template, String path, String kind) {
    return new Found(
        cause,
        "id",
        "GET",
        template,
        path,
        kind,
        new Rate(100, 1),
        null,
        null,
        null,
        null,
        null,
        "a sentence");
  }

  @Test
  void reportThatNamesEverythingAndNothingElseIsPerfect() {
    var score = Score.of(ALL, List.of(ORDER, PRICE, BRAND, SLOW, STALE));

    assertThat(score.isPerfect()).isTrue();
    assertThat(score.precision()).isEqualTo(1);
    assertThat(score.recall()).isEqualTo(1);
    assertThat(score.named(4)).contains(Planted.SLOW);
  }

  @Test
  void whatIsNotNamedLowersRecall() {
    var score = Score.of(ALL, List.of(ORDER, PRICE, BRAND, SLOW));

    assertThat(score.isPerfect()).isFalse();
    assertThat(score.recall()).isEqualTo(0.8);
    assertThat(score.precision()).isEqualTo(1);
  }

  @Test
  void whatWasNotPlantedLowersPrecision() {
    var score = Score.of(Set.of(Planted.ORDER), List.of(ORDER, OTHER));

    assertThat(score.isPerfect()).isFalse();
    assertThat(score.recall()).isEqualTo(1);
    assertThat(score.precision()).isEqualTo(0.5);
    assertThat(score.named(2)).isEmpty();
  }

  @Test
  void whatStandsTooFarDownIsNotFound() {
    var findings = new ArrayList<Found>(List.of(OTHER, OTHER, OTHER, OTHER, OTHER, PRICE));

    assertThat(Score.of(Set.of(Planted.ROUNDING), findings).found()).isZero();
  }

  @Test
  void rightPlaceForAnotherReasonIsSomethingElse() {
    var late = found(Cause.LAG, "/api/catalog/items/{id}", "body:$.price", "value");

    assertThat(Score.of(Set.of(Planted.ROUNDING), List.of(late)).unplanted()).containsExactly(late);
  }

  @Test
  void precisionOfTwoReportsCountsWhatBothSay() {
    var sick = Score.of(ALL, List.of(ORDER, PRICE, BRAND));
    var sound = Score.of(Set.of(), List.of(OTHER));

    assertThat(sick.precision(sound)).isEqualTo(0.75);
  }

  @Test
  void reportThatSaysNothingWhereNothingWasPlantedIsPerfect() {
    assertThat(Score.of(Set.of(), List.of()).isPerfect()).isTrue();
  }
}
