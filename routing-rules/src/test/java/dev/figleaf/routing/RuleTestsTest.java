package dev.figleaf.routing;

import static dev.figleaf.routing.Rules.equal;
import static dev.figleaf.routing.Rules.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.routing.RuleTests.Check;
import dev.figleaf.routing.RuleTests.Report;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.CohortKey;
import dev.figleaf.rules.CohortSpec;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleTest;
import dev.figleaf.rules.RuleTest.Expectation;
import dev.figleaf.rules.RuleTest.Request;
import dev.figleaf.rules.SeamSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RuleTestsTest {
  private static final SeamSpec CATALOG =
      SeamSpec.of(
          "catalog",
          "monolith",
          "catalog",
          new Percentage(20_000),
          new CohortSpec.Keyed(List.of(new CohortKey.Header("X-User"))));
  private static final List<RouteSpec> ROUTES =
      List.of(
          route("/api/**").named("api").action(new Action.Seam("catalog")).build(),
          route("/api/**").named("posts").methods("POST").client("10.0.0.0/8").build(),
          route("/old/{id}").named("old").action(new Action.Redirect("/new/{id}", 301)).build(),
          route("/down").named("down").action(respond(503)).build(),
          route("/in/**").named("in").rewrite(null, "/in", null).build(),
          route("/by/cookie")
              .named("cookie")
              .cookie("A", equal("1"))
              .cookie("B", equal("2"))
              .build(),
          route("/by/host").named("host").host("shop.example.com").build());

  private static Action respond(int status) {
    return new Action.Respond(status, Map.of(), null, null);
  }

  private static Request request(String path) {
    return new Request("", path, "", Map.of(), Map.of(), "", null, null);
  }

  private static Request withBucket(String path, double bucket) {
    return new Request("", path, "", Map.of(), Map.of(), "", bucket, null);
  }

  private static Expectation upstream(String name) {
    return new Expectation(name, null, null, null, null, Map.of(), null, null);
  }

  private static Expectation routed(@Nullable String name, @Nullable Integer status) {
    return new Expectation(null, name, status, null, null, Map.of(), null, null);
  }

  private static Report run(Request request, Expectation expectation) {
    RuleSet rules =
        Rules.of(ROUTES, List.of(CATALOG), new RuleTest("a test", request, null, expectation));
    return RuleTests.run(rules, RouteTable.compile(rules), Rules.NO_BODIES);
  }

  private static List<Check> checks(Request request, Expectation expectation) {
    Report report = run(request, expectation);
    assertThat(report.results()).hasSize(1);
    assertThat(report.passed())
        .isEqualTo(report.results().getFirst().checks().stream().allMatch(Check::passed));
    return report.results().getFirst().checks();
  }

  private static Check passed(String field, String value) {
    return new Check(field, value, value, true, null);
  }

  private static Check failed(String field, String expected, String actual) {
    return new Check(field, expected, actual, false, null);
  }

  @Test
  void aBucketStandsForTheDraw() {
    assertThat(checks(withBucket("/api/x", 0.19), upstream("catalog")))
        .containsExactly(passed("upstream", "catalog"));
    assertThat(checks(withBucket("/api/x", 0.2), upstream("catalog")))
        .containsExactly(failed("upstream", "catalog", "monolith"));
  }

  @Test
  void withoutABucketTheKeysOfTheRequestDecide() {
    var request =
        new Request("", "/api/x", "", Map.of("X-User", "user-1"), Map.of(), "", null, null);
    assertThat(checks(request, upstream("catalog"))).containsExactly(passed("upstream", "catalog"));
  }

  @Test
  void whatChanceDecidesFailsWithARemedy() {
    assertThat(checks(request("/api/x"), upstream("catalog")))
        .containsExactly(
            new Check(
                "upstream",
                "catalog",
                "by chance: 20% catalog, 80% monolith",
                false,
                "say in the request who the client is, or give it a `bucket`"));
    assertThat(checks(request("/api/x"), routed("api", null))).allMatch(Check::passed);
  }

  @Test
  void theFacadesOwnAnswersHaveAStatus() {
    assertThat(checks(request("/down"), routed("down", 503)))
        .containsExactly(passed("route", "down"), passed("status", "503"));
    assertThat(checks(request("/nowhere"), routed("down", 404)))
        .containsExactly(failed("route", "down", "none"), passed("status", "404"));
    assertThat(checks(request("/a%2Fb"), routed(null, 400)))
        .containsExactly(passed("status", "400"));
    assertThat(checks(request("/in/x"), routed(null, 200)))
        .containsExactly(failed("status", "200", "the upstream's"));
    assertThat(checks(request("/down"), upstream("monolith")))
        .containsExactly(failed("upstream", "monolith", "none"));
  }

  @Test
  void aRedirectHasALocation() {
    var expected = new Expectation(null, null, 301, null, "/new/7?q=1", Map.of(), null, null);
    assertThat(checks(request("/old/7?q=1"), expected))
        .containsExactly(passed("status", "301"), passed("location", "/new/7?q=1"));
    assertThat(
            checks(
                request("/in/x"),
                new Expectation(null, null, null, null, "/new/7", Map.of(), null, null)))
        .containsExactly(failed("location", "/new/7", "none"));
  }

  @Test
  void theUpstreamSeesTheNormalisedAndRewrittenPathWithItsQuery() {
    var expected = new Expectation(null, null, null, "/x/y?q=%20", null, Map.of(), null, null);
    assertThat(checks(request("/in//x/./%79?q=%20"), expected)).allMatch(Check::passed);
    assertThat(
            checks(
                request("/down"),
                new Expectation(null, null, null, "/down", null, Map.of(), null, null)))
        .containsExactly(failed("path", "/down", "none"));
  }

  @Test
  void methodHostClientAndCookiesCanBeSaid() {
    var post = new Request("POST", "/api/x", "", Map.of(), Map.of(), "10.0.0.1", null, null);
    assertThat(checks(post, routed("posts", null))).allMatch(Check::passed);
    var host =
        new Request("", "/by/host", "Shop.Example.com:8080", Map.of(), Map.of(), "", null, null);
    assertThat(checks(host, routed("host", null))).allMatch(Check::passed);
    var cookies =
        new Request(
            "", "/by/cookie", "", Map.of("cookie", "A=1"), Map.of("B", "2"), "", null, null);
    assertThat(checks(cookies, routed("cookie", null))).allMatch(Check::passed);
  }

  @Test
  void routesThatNoTestTakesAreNamed() {
    assertThat(run(request("/down"), routed("down", null)).unreached())
        .extracting(Route::name)
        .containsExactly("api", "posts", "old", "in", "cookie", "host");
  }
}
