package dev.figleaf.routing;

import static dev.figleaf.routing.Heads.get;
import static dev.figleaf.routing.Rules.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.figleaf.rules.Action;
import dev.figleaf.rules.CohortKey;
import dev.figleaf.rules.CohortSpec;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.SeamSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitterTest {
  private static final CohortSpec BY_USER =
      new CohortSpec.Keyed(List.of(new CohortKey.Header("X-User")));

  private final Random random = new Random(42);

  private static Splitter seam(int thousandths, CohortSpec cohort) {
    return Splitter.seam(
        SeamSpec.of("catalog", "monolith", "catalog", new Percentage(thousandths), cohort));
  }

  private static Splitter split(CohortSpec cohort, Object... upstreamsAndWeights) {
    var weights = new LinkedHashMap<String, Integer>();
    for (int i = 0; i < upstreamsAndWeights.length; i += 2) {
      weights.put((String) upstreamsAndWeights[i], (Integer) upstreamsAndWeights[i + 1]);
    }
    return Splitter.split("a route", new Action.Split(weights), cohort);
  }

  private static RequestHead user(int id) {
    return get("/").header("X-User", "user-" + id).build();
  }

  private String side(Splitter splitter, RequestHead head) {
    return splitter.decide(head, random).upstream();
  }

  @Test
  void aClientUnderTheWeightIsServedByTo() {
    // user-1 stands at 0.190237
    assertThat(side(seam(20_000, BY_USER), user(1))).isEqualTo("catalog");
    assertThat(side(seam(19_000, BY_USER), user(1))).isEqualTo("monolith");
    Decision decision = seam(20_000, BY_USER).decide(user(1), random);
    assertThat(decision.draw()).isCloseTo(0.190237, within(1e-6));
    assertThat(decision.key()).isEqualTo("header:X-User");
    assertThat(decision.mintedVisitor()).isNull();
  }

  @Test
  void nothingIsDrawnWhereOneSideServesEverybody() {
    for (CohortSpec cohort : List.of(BY_USER, CohortSpec.VISITOR, new CohortSpec.PerRequest())) {
      assertThat(seam(0, cohort).decide(user(1), random)).isEqualTo(Decision.fixed("monolith"));
      assertThat(seam(100_000, cohort).decide(get("/").build(), random))
          .isEqualTo(Decision.fixed("catalog"));
      assertThat(seam(0, cohort).decide(user(1), 0.0)).isEqualTo(Decision.fixed("monolith"));
      assertThat(seam(0, cohort).mintsVisitors()).isFalse();
      assertThat(seam(100_000, cohort).isFixed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 500, 20_000, 50_000, 99_999})
  void theBorderBetweenHashesIsExact(int thousandths) {
    var shares = new Shares(inOrder("to", thousandths, "from", 100_000 - thousandths));
    // u < weight, without rounding: hash * 100,000 < weight * 2^64.
    long border =
        new java.math.BigDecimal(java.math.BigInteger.TWO.pow(64))
            .multiply(java.math.BigDecimal.valueOf(thousandths))
            .divide(java.math.BigDecimal.valueOf(100_000), java.math.RoundingMode.CEILING)
            .toBigInteger()
            .longValue();
    assertThat(shares.upstream(border)).isEqualTo("from");
    assertThat(shares.upstream(border - 1)).isEqualTo("to");
    assertThat(shares.upstream(0)).isEqualTo("to");
    assertThat(shares.upstream(-1L)).isEqualTo("from");
  }

  private static Map<String, Integer> inOrder(String one, int weight, String two, int other) {
    var weights = new LinkedHashMap<String, Integer>();
    weights.put(one, weight);
    weights.put(two, other);
    return weights;
  }

  /** A bucket is the decimal number that was written, so that 0.3 is not under 30%. */
  @ParameterizedTest
  @CsvSource({
    "0, catalog",
    "0.1, catalog",
    "0.29999, catalog",
    "0.2999999999, catalog",
    "0.3, monolith",
    "0.300000001, monolith",
    "0.999999, monolith"
  })
  void aBucketIsComparedAsItIsWritten(double bucket, String upstream) {
    Decision decision = seam(30_000, BY_USER).decide(user(1), bucket);
    assertThat(decision).isEqualTo(new Decision(upstream, bucket, "bucket", null));
  }

  @Property(tries = 2_000)
  void aBucketAtTheWeightIsNeverUnderIt(@ForAll @IntRange(min = 1, max = 99_999) int weight) {
    double bucket = weight / 100_000.0;
    assertThat(seam(weight, BY_USER).decide(user(1), bucket).upstream()).isEqualTo("monolith");
    assertThat(seam(weight, BY_USER).decide(user(1), bucket - 1e-9).upstream())
        .isEqualTo("catalog");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.0, 2.0, Double.NaN})
  void otherBucketsAreRefused(double bucket) {
    assertThatThrownBy(() -> seam(30_000, BY_USER).decide(user(1), bucket))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 2_000)
  void raisingAWeightOnlyAddsClients(
      @ForAll @IntRange(max = 100_000) int one,
      @ForAll @IntRange(max = 100_000) int other,
      @ForAll int client) {
    String before = side(seam(Math.min(one, other), BY_USER), user(client));
    String after = side(seam(Math.max(one, other), BY_USER), user(client));
    assertThat(before.equals("catalog") && after.equals("monolith")).isFalse();
  }

  @Test
  void allRoutesOfASeamAgreeAboutEveryClient() {
    var seam = SeamSpec.of("catalog", "monolith", "catalog", new Percentage(30_000), BY_USER);
    List<RouteSpec> specs =
        List.of(
            route("/list").action(new Action.Seam("catalog")).build(),
            route("/detail/{id}").action(new Action.Seam("catalog")).build());
    List<Route> routes = RouteTable.compile(Rules.of(specs, List.of(seam))).routes();
    Map<String, Long> sides =
        IntStream.range(0, 10_000)
            .mapToObj(
                i -> {
                  String list = side(Objects.requireNonNull(routes.get(0).splitter()), user(i));
                  assertThat(side(Objects.requireNonNull(routes.get(1).splitter()), user(i)))
                      .isEqualTo(list);
                  return list;
                })
            .collect(Collectors.groupingBy(upstream -> upstream, Collectors.counting()));
    assertThat(sides.get("catalog")).isBetween(2_800L, 3_200L);
  }

  @Test
  void twoSeamsDrawApart() {
    var orders =
        Splitter.seam(SeamSpec.of("orders", "monolith", "orders", new Percentage(50_000), BY_USER));
    Splitter catalog = seam(50_000, BY_USER);
    long both =
        IntStream.range(0, 10_000)
            .filter(i -> side(catalog, user(i)).equals("catalog"))
            .filter(i -> side(orders, user(i)).equals("orders"))
            .count();
    assertThat(both).isBetween(2_300L, 2_700L);
  }

  @Test
  void aVisitorIsMintedOnceAndThenKnown() {
    Splitter splitter = seam(50_000, BY_USER);
    assertThat(splitter.mintsVisitors()).isTrue();
    Decision first = splitter.decide(get("/").build(), random);
    String visitor = Objects.requireNonNull(first.mintedVisitor());
    Decision second =
        splitter.decide(get("/").cookie(Cohort.VISITOR_COOKIE, visitor).build(), random);
    assertThat(second).isEqualTo(new Decision(first.upstream(), first.draw(), "visitor", null));
  }

  @Test
  void visitorsAreSharedOutByTheWeight() {
    Splitter splitter = seam(20_000, CohortSpec.VISITOR);
    long to =
        IntStream.range(0, 10_000)
            .filter(_ -> side(splitter, get("/").build()).equals("catalog"))
            .count();
    assertThat(to).isBetween(1_850L, 2_150L);
  }

  @Test
  void withoutACohortEachRequestDrawsAnew() {
    Splitter splitter = seam(50_000, new CohortSpec.PerRequest());
    assertThat(splitter.mintsVisitors()).isFalse();
    List<Decision> decisions =
        IntStream.range(0, 1_000).mapToObj(_ -> splitter.decide(user(1), random)).toList();
    assertThat(decisions)
        .allMatch(decision -> "request".equals(decision.key()))
        .allMatch(decision -> decision.mintedVisitor() == null)
        .allMatch(decision -> decision.upstream().equals("catalog") == decision.draw() < 0.5);
    assertThat(decisions.stream().filter(d -> d.upstream().equals("catalog")).count())
        .isBetween(430L, 570L);
  }

  @Test
  void aSplitSharesByWeightInTheOrderOfTheFile() {
    Splitter splitter = split(BY_USER, "none", 0, "a", 1, "b", 2, "nobody", 0, "c", 1);
    assertThat(splitter.upstreams()).containsExactly("a", "b", "c");
    assertThat(splitter).hasToString("25% a, 50% b, 25% c");
    assertThat(splitter.decide(user(1), 0.0).upstream()).isEqualTo("a");
    assertThat(splitter.decide(user(1), 0.2499).upstream()).isEqualTo("a");
    assertThat(splitter.decide(user(1), 0.25).upstream()).isEqualTo("b");
    assertThat(splitter.decide(user(1), 0.7499).upstream()).isEqualTo("b");
    assertThat(splitter.decide(user(1), 0.75).upstream()).isEqualTo("c");
  }

  @Test
  void aSplitOfThirdsHasNoGaps() {
    Splitter splitter = split(BY_USER, "a", 1, "b", 1, "c", 1);
    Map<String, Long> counts =
        IntStream.range(0, 30_000)
            .mapToObj(i -> side(splitter, user(i)))
            .collect(Collectors.groupingBy(upstream -> upstream, Collectors.counting()));
    assertThat(counts.values()).allMatch(count -> count > 9_600 && count < 10_400);
    assertThat(splitter).hasToString("33.333% a, 33.333% b, 33.333% c");
  }

  @Test
  void aSplitHashesUnderTheNameOfItsRoute() {
    Splitter splitter = split(BY_USER, "a", 1, "b", 1);
    double expected = Cohort.fraction(Cohort.hash("a route", "user-1"));
    assertThat(splitter.decide(user(1), random).draw()).isEqualTo(expected);
  }

  @Test
  void hugeWeightsDoNotOverflow() {
    Splitter splitter = split(BY_USER, "a", Integer.MAX_VALUE, "b", Integer.MAX_VALUE);
    assertThat(splitter.decide(user(1), 0.49).upstream()).isEqualTo("a");
    assertThat(splitter.decide(user(1), 0.5).upstream()).isEqualTo("b");
  }

  @Test
  void weightsThatAreAllZeroDoNotCompile() {
    assertThatThrownBy(() -> split(BY_USER, "a", 0, "b", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Shares(Collections.emptyMap()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyWhatIsForwardedHasASplitter() {
    var table =
        Rules.table(
            route("/a").action(new Action.Forward("monolith")),
            route("/b").action(new Action.Redirect("/a", 308)),
            route("/c").action(new Action.Respond(204, Map.of(), null, null)));
    assertThat(table.routes().get(0).splitter()).isNotNull();
    assertThat(table.routes().get(1).splitter()).isNull();
    assertThat(table.routes().get(2).splitter()).isNull();
  }
}
