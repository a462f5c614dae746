package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NoiseModelTest {
  private static final Answers.Said COMPARATOR = new Answers.Said();
  private static final String SCOPE = "catalog GET /items/{id}";
  private static final Random RANDOM = new Random(11);
  private static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();

  /** Noise of each class: good values of moment i, and bad ones. */
  static Stream<Arguments> classes() {
    return Stream.of(
        planted("uuid", _ -> text(UUID.randomUUID().toString()), "\"\"", "null", "7", "\"x\""),
        planted("time", i -> text(at(i).toString()), "\"\"", "\"1970-01-01T00:00:00Z\"", "null"),
        planted("epoch millis", i -> "" + at(i).toEpochMilli(), "0", "\"\"", "17", "-1"),
        planted("counter", i -> "" + (1_000 + 3 * i + RANDOM.nextInt(2)), "\"\"", "1.5", "null"),
        planted("one of a set", _ -> text("node-" + RANDOM.nextInt(3)), "\"node-9\"", "\"\"", "1"),
        planted("range", _ -> "" + RANDOM.nextInt(10_000) / 100.0, "-50", "99999", "\"\"", "null"),
        planted("token", _ -> text(token(24)), "\"\"", "\"short\"", text("!".repeat(24)), "null"),
        planted(
            "text", _ -> text("a".repeat(5 + RANDOM.nextInt(30))), "\"\"", text("a".repeat(200))));
  }

  private static Arguments planted(String name, IntFunction<String> good, String... bad) {
    return Arguments.of(name, good, List.of(bad));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("classes")
  void noiseIsSubtractedAndNothingElse(String name, IntFunction<String> good, List<String> bad) {
    var model = new NoiseModel(100);
    int moment = 0;
    for (int i = 0; i < 30; i++) {
      model.learn(SCOPE, differences(good.apply(moment++), good.apply(moment++)));
    }
    int falseAlarms = 0;
    int missed = 0;
    for (int i = 0; i < 500; i++) {
      falseAlarms += isReal(model, good.apply(moment++), good.apply(moment++)) ? 1 : 0;
      missed += isReal(model, good.apply(moment++), bad.get(i % bad.size())) ? 0 : 1;
    }
    int found = 500 - missed;
    double precision = (double) found / (found + falseAlarms);
    double recall = found / 500.0;
    // A figure for whoever reads the log; what must hold is asserted below.
    System.out.printf("noise %-14s precision %.3f recall %.3f%n", name, precision, recall);
    assertThat(precision).isGreaterThanOrEqualTo(0.97);
    assertThat(recall).isEqualTo(1);
  }

  @Test
  void aFieldThatNeverDiffersIsConstant() {
    var model = model(NoiseModel.ENOUGH_PAIRS, "1", "1");
    assertThat(isReal(model, "1", "2")).isTrue();
  }

  @Test
  void beforeEnoughPairsNothingIsSaid() {
    var model = model(2, "1", "1");
    NoiseModel.Sorted sorted = model.sort(SCOPE, differences("1", "2"));
    assertThat(sorted.unsettled()).hasSize(1);
    assertThat(sorted.different()).isEmpty();
  }

  @Test
  void anOptionalFieldMayBeMissingButNotAnotherType() {
    var model = new NoiseModel(10);
    for (int i = 0; i < 24; i++) {
      model.learn(SCOPE, compared("{\"v\":" + i + "}", "{}"));
    }
    assertThat(model.sort(SCOPE, compared("{\"v\":1}", "{}")).noise()).hasSize(1);
    assertThat(model.sort(SCOPE, compared("{\"v\":1}", "{\"v\":\"\"}")).different()).hasSize(1);
  }

  @Test
  void anOrderThatChangesByItselfMayChange() {
    var model = new NoiseModel(10);
    model.learn(SCOPE, compared("{\"v\":[1,2]}", "{\"v\":[2,1]}"));
    assertThat(model.sort(SCOPE, compared("{\"v\":[3,4]}", "{\"v\":[4,3]}")).noise()).hasSize(1);
    for (int i = 0; i < NoiseModel.ENOUGH_PAIRS; i++) {
      model.learn(SCOPE, List.of());
    }
    assertThat(model.sort(SCOPE, compared("{\"w\":[3,4]}", "{\"w\":[4,3]}")).different())
        .hasSize(1);
  }

  @Test
  void aCounterOfTheCandidatesOwnMustRise() {
    var model = new NoiseModel(10);
    for (int i = 0; i < 20; i += 2) {
      model.learn(SCOPE, differences("" + (1_000 + i), "" + (1_001 + i)));
    }
    for (int i = 0; i < 20; i++) {
      assertThat(isReal(model, "" + (2_000 + i), "" + (7 + i))).isFalse();
    }
    for (int i = 0; i < 30; i++) {
      isReal(model, "" + (3_000 + i), "5");
    }
    assertThat(isReal(model, "4000", "5")).isTrue();
  }

  @Test
  void scopesAreApartAndMemoryIsBounded() {
    var model = new NoiseModel(50);
    for (int i = 0; i < 10_000; i++) {
      model.learn("scope " + i, differences("1", "2"));
    }
    assertThat(model.size()).isEqualTo(50);
  }

  private static NoiseModel model(int pairs, String one, String other) {
    var model = new NoiseModel(10);
    for (int i = 0; i < pairs; i++) {
      model.learn(SCOPE, differences(one, other));
    }
    return model;
  }

  private static boolean isReal(NoiseModel model, String control, String candidate) {
    return !model.sort(SCOPE, differences(control, candidate)).different().isEmpty();
  }

  private static List<Difference> differences(String control, String candidate) {
    return compared("{\"v\":" + control + "}", "{\"v\":" + candidate + "}");
  }

  private static List<Difference> compared(String control, String candidate) {
    return COMPARATOR.compare(Answers.json(control), Answers.json(candidate)).differences();
  }

  private static String text(String value) {
    return "\"" + value + "\"";
  }

  private static Instant at(int moment) {
    return Instant.ofEpochMilli(START + moment * 137L);
  }

  private static String token(int length) {
    return RANDOM
        .ints(length, 0, 62)
        .mapToObj(
            i ->
                "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    .substring(i, i + 1))
        .collect(java.util.stream.Collectors.joining());
  }
}
