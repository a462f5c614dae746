package dev.figleaf.proxy.shadow;

import static dev.figleaf.proxy.shadow.Answers.differences;
import static dev.figleaf.proxy.shadow.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonComparingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1,\"b\":2} | {\"b\":2,\"a\":1}",
        "[1, 2.50, 3e2] | [1.0,2.5,300]",
        "0 | -0.0",
        "\"é\" | \"\\u00e9\"",
        "1e1000000000 | 10e999999999",
      })
  void layoutAndSpellingAreNoDifference(String control, String candidate) {
    assertThat(differences(json(control), json(candidate))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1} | {} | MISSING body:$.a 1",
        "{} | {\"a\":1} | ADDED body:$.a 1",
        "{\"a\":1} | {\"a\":\"1\"} | TYPE body:$.a 1 1",
        "{\"a\":1} | {\"a\":null} | TYPE body:$.a 1 null",
        "{\"a\":12.30} | {\"a\":12.31} | VALUE body:$.a 12.30 12.31",
        "[{\"price\":1},{\"price\":2}] | [{\"price\":1},{\"price\":3}] | VALUE body:$[*].price 2 3",
        "{\"a b\":1} | {\"a b\":2} | VALUE body:$['a b'] 1 2",
        "{\"184\":{\"x\":1}} | {\"184\":{\"x\":2}} | VALUE body:$.*.x 1 2",
        "{\"a\":9007199254740993} | {\"a\":9007199254740992} |"
            + " VALUE body:$.a 9007199254740993 9007199254740992",
      })
  void aDifferenceIsNamedWithItsPlace(String control, String candidate, String named) {
    assertThat(differences(json(control), json(candidate))).containsExactly(named);
  }

  @Test
  void sameItemsInAnotherOrderAreOneDifference() {
    assertThat(differences(json("{\"tags\":[1,2,3]}"), json("{\"tags\":[3,1,2]}")))
        .containsExactly("ORDER body:$.tags […] […]");
  }

  @Test
  void itemsWithIdsAreFoundWhereverTheyWent() {
    assertThat(
            differences(
                json("[{\"id\":1,\"n\":1},{\"id\":2,\"n\":2},{\"id\":3,\"n\":3}]"),
                json("[{\"id\":3,\"n\":3},{\"id\":1,\"n\":9},{\"id\":2,\"n\":2}]")))
        .containsExactlyInAnyOrder("ORDER body:$ […] […]", "VALUE body:$[*].n 1 9");
  }

  @Test
  void anItemThatIsLeftOutShiftsNobody() {
    assertThat(differences(json("[\"a\",\"b\",\"c\",\"d\"]"), json("[\"a\",\"c\",\"d\"]")))
        .containsExactly("MISSING body:$[*] b");
  }

  @Test
  void ignoredPlacesAreNotComparedHoweverDeep() {
    var said = new Answers.Said().ignore("body:$..at").ignore("body:$.items[*].secret");
    assertThat(
            said.differences(
                json("{\"at\":1,\"items\":[{\"at\":1,\"secret\":1,\"n\":1}]}"),
                json("{\"at\":2,\"items\":[{\"secret\":2,\"n\":2}]}")))
        .containsExactly("VALUE body:$.items[*].n 1 2");
  }

  @Test
  void ignoredPartsDoNotHideThatItemsMoved() {
    var said = new Answers.Said().ignore("body:$[*].at");
    assertThat(
            said.differences(
                json("[{\"v\":1,\"at\":1},{\"v\":2,\"at\":2}]"),
                json("[{\"v\":2,\"at\":3},{\"v\":1,\"at\":4}]")))
        .containsExactly("ORDER body:$ […] […]");
  }

  @Test
  void orderMeansNothingWhereRulesSaySo() {
    var said = new Answers.Said().sort("body:$.tags");
    assertThat(said.differences(json("{\"tags\":[1,2,2]}"), json("{\"tags\":[2,1,2]}"))).isEmpty();
  }

  @Test
  void withoutOrderAnotherItemIsStillAnotherItem() {
    var said = new Answers.Said().sort("body:$.tags");
    assertThat(said.differences(json("{\"tags\":[1,2,2]}"), json("{\"tags\":[2,1,1]}")))
        .containsExactly("VALUE body:$.tags[*] 2 1");
  }

  @ParameterizedTest
  @CsvSource({"12.30,12.305,true", "12.30,12.32,false", "1e999999999,1,false"})
  void numbersMayBeAsFarApartAsTheirTolerance(String control, String candidate, boolean equal) {
    var said = new Answers.Said().tolerance("body:$.price", "0.01");
    assertThat(
            said.differences(
                json("{\"price\":" + control + "}"), json("{\"price\":" + candidate + "}")))
        .hasSize(equal ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:00Z,2026-01-01T01:00:04+01:00,true",
    "2026-01-01T00:00:00Z,2026-01-01T00:00:09Z,false",
    "2026-01-01T00:00:00Z,'',false"
  })
  void timesMayBeAsFarApartAsTheirTolerance(String control, String candidate, boolean equal) {
    var said = new Answers.Said().tolerance("body:$.at", "5s");
    assertThat(
            said.differences(
                json("{\"at\":\"" + control + "\"}"), json("{\"at\":\"" + candidate + "\"}")))
        .hasSize(equal ? 0 : 1);
  }

  @Test
  void idsThatAlwaysGoTogetherArePairs() {
    var comparator = new Answers.Said().pair("body:$.id").comparator();
    var pairs = new Pairs(10);
    assertThat(areEqual(comparator, "{\"id\":7}", "{\"id\":900}", pairs)).isTrue();
    assertThat(areEqual(comparator, "{\"id\":7}", "{\"id\":900}", pairs)).isTrue();
    assertThat(areEqual(comparator, "{\"id\":7}", "{\"id\":901}", pairs)).isFalse();
    assertThat(areEqual(comparator, "{\"id\":8}", "{\"id\":900}", pairs)).isFalse();
    assertThat(pairs.called("7", Role.CANDIDATE)).isEqualTo("900");
  }

  @Test
  void idsOfOnePlaceSayNothingAboutAnother() {
    var comparator = new Answers.Said().pair("body:$.a").pair("body:$.b").comparator();
    assertThat(areEqual(comparator, "{\"a\":7,\"b\":7}", "{\"a\":1,\"b\":2}", new Pairs(10)))
        .isTrue();
  }

  @Test
  void onlySoManyPairsAreRemembered() {
    var comparator = new Answers.Said().pair("body:$").comparator();
    var pairs = new Pairs(10);
    for (int i = 0; i < 1_000; i++) {
      assertThat(areEqual(comparator, "" + i, "" + (i + 5_000), pairs)).isTrue();
    }
    assertThat(pairs.size()).isEqualTo(10);
  }

  private static boolean areEqual(
      Comparator comparator, String control, String candidate, Pairs pairs) {
    return comparator.compare(json(control), json(candidate), pairs).isEqual();
  }

  @Test
  void anExpressionBringsTheCandidateIntoTheControlsWords() {
    var said = new Answers.Said().map("{ \"name\": title, \"price\": cents / 100 }");
    assertThat(
            said.differences(
                json("{\"name\":\"tea\",\"price\":12.30}"),
                json("{\"title\":\"tea\",\"cents\":1230}")))
        .isEmpty();
  }

  @Test
  void aCandidateThatTheExpressionCannotReadDiffers() {
    var said = new Answers.Said().map("{ \"n\": $number(n) }");
    assertThat(said.differences(json("{\"n\":1}"), json("{\"n\":\"x\"}")))
        .containsExactly("BODY_KIND body json bytes (not-mapped)");
  }

  @Test
  void aKeyThatStandsTwiceIsNoJson() {
    assertThat(differences(json("{\"a\":1}"), json("{\"a\":1,\"a\":1}")))
        .containsExactly("BODY_KIND body json text (not-json)");
  }

  @Test
  void anErrorPageInPlaceOfJsonIsAnotherKindOfBody() {
    assertThat(differences(json("{\"a\":1}"), Answers.html("<h1>Sorry</h1>")))
        .contains("BODY_KIND body json html");
  }

  @Test
  void onlySoManyDifferencesOfOnePairAreNamed() {
    Comparison comparison =
        new Answers.Said()
            .compare(json("[" + "1,".repeat(999) + "1]"), json("[" + "2,".repeat(999) + "2]"));
    assertThat(comparison.differences()).hasSize(Differences.MOST);
    assertThat(comparison.differences().getFirst().path()).isEqualTo("body:$[*]");
  }

  @Test
  void valuesAreKeptInPart() {
    Comparison comparison =
        new Answers.Said().compare(json("\"" + "x".repeat(10_000) + "\""), json("\"y\""));
    assertThat(comparison.differences().getFirst().control())
        .satisfies(
            seen -> {
              assertThat(seen.text()).hasSize(Seen.LONGEST);
              assertThat(seen.length()).isEqualTo(10_000);
            });
  }
}
