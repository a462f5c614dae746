package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecheckTest {
  private static final Difference PRICE = value("body:$.items[*].price");
  private static final Difference GONE = new Difference.Missing("body:$.vat", Seen.text("1"));

  @Test
  void whatHealsWhileTheControlStaysIsLag() {
    assertThat(finding(List.of(PRICE), round(List.of(PRICE)), round(List.of())))
        .isEqualTo(Finding.LAG);
  }

  @Test
  void whatHealsAfterTheControlChangedIsARace() {
    assertThat(finding(List.of(PRICE), round(List.of(), PRICE))).isEqualTo(Finding.RACE);
  }

  @Test
  void aValueThatTheControlKeepsChangingIsARace() {
    assertThat(finding(List.of(PRICE), round(List.of(PRICE), PRICE), round(List.of(PRICE), PRICE)))
        .isEqualTo(Finding.RACE);
  }

  @Test
  void whatStaysIsReal() {
    assertThat(finding(List.of(PRICE), round(List.of(PRICE)), round(List.of(PRICE))))
        .isEqualTo(Finding.REAL);
  }

  @Test
  void aMissingFieldIsRealHoweverMuchTheControlChanges() {
    assertThat(finding(List.of(GONE), round(List.of(GONE), value("body:$"))))
        .isEqualTo(Finding.REAL);
  }

  @Test
  void aChangeElsewhereExcusesNothing() {
    assertThat(finding(List.of(PRICE), round(List.of(PRICE), value("body:$.items[*].pric"))))
        .isEqualTo(Finding.REAL);
  }

  @Test
  void oneRealDifferenceMakesThePairReal() {
    var outcome =
        Recheck.classify(
            List.of(PRICE, GONE), List.of(new Recheck.Round(List.of(GONE), List.of())));
    assertThat(outcome.finding()).isEqualTo(Finding.REAL);
    assertThat(outcome.each()).containsEntry(PRICE, Finding.LAG).containsEntry(GONE, Finding.REAL);
  }

  @Test
  void whatNobodyCouldAskAgainIsReal() {
    assertThat(finding(List.of(PRICE))).isEqualTo(Finding.REAL);
  }

  private static Finding finding(List<Difference> first, Recheck.Round... rounds) {
    return Recheck.classify(first, List.of(rounds)).finding();
  }

  private static Recheck.Round round(List<Difference> between, Difference... since) {
    return new Recheck.Round(between, List.of(since));
  }

  private static Difference value(String path) {
    return new Difference.Value(path, Seen.text("1"), Seen.text("2"));
  }
}
