package dev.figleaf.routing;

import static dev.figleaf.routing.Rules.absent;
import static dev.figleaf.routing.Rules.equal;
import static dev.figleaf.routing.Rules.prefix;
import static dev.figleaf.routing.Rules.present;
import static dev.figleaf.routing.Rules.regex;
import static dev.figleaf.routing.Rules.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.figleaf.rules.Action;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RouteConflictsTest {
  private static List<String> conflicts(Rules.RouteBuilder... routes) {
    RuleSet rules =
        Rules.of(Arrays.stream(routes).map(Rules.RouteBuilder::build).toArray(RouteSpec[]::new));
    return RouteConflicts.find(rules).stream().map(Problem::toString).toList();
  }

  private static String kind(Rules.RouteBuilder... routes) {
    List<String> found = conflicts(routes);
    assertThat(found).hasSizeLessThan(2);
    return found.isEmpty()
        ? "none"
        : found.getFirst().replaceAll(".*: (ties|can never win).*", "$1");
  }

  @Test
  void aTieNamesBothPlacesAndARemedy() {
    assertThat(conflicts(route("/a/{id}").named("one"), route("/a/{name}").named("two")))
        .containsExactly(
            "shop.yaml:20:5 routes[1]: ties with route \"one\" (shop.yaml:10:5): one request"
                + " can match both and neither is more specific;"
                + " give one a condition that tells them apart, or a priority");
  }

  @Test
  void aRouteThatCanNeverWinNamesTheRouteInFrontOfIt() {
    assertThat(conflicts(route("/a/b").named("behind"), route("/a/**").named("front").priority(5)))
        .containsExactly(
            "shop.yaml:10:5 routes[0]: can never win: route \"front\" (shop.yaml:20:5)"
                + " matches all that it matches and goes before it,"
                + " because priority 5 is higher than 0;"
                + " take one of them out, or change a priority");
  }

  @Test
  void routesTieWhenOneRequestMeetsTheConditionsOfBoth() {
    assertThat(kind(route("/a").methods("GET"), route("/a").methods("GET", "POST")))
        .isEqualTo("ties");
    assertThat(kind(route("/a").header("X", equal("1")), route("/a").header("Y", equal("1"))))
        .isEqualTo("ties");
    assertThat(kind(route("/a").header("X", equal("1")), route("/a").header("x", equal("1"))))
        .isEqualTo("ties");
    assertThat(kind(route("/a").query("q", equal("1")), route("/a").cookie("q", equal("2"))))
        .isEqualTo("ties");
    assertThat(kind(route("/a").header("X", prefix("ab")), route("/a").header("X", prefix("a"))))
        .isEqualTo("ties");
    assertThat(kind(route("/a").header("X", regex("a+")), route("/a").header("X", regex("b+"))))
        .isEqualTo("ties");
    assertThat(kind(route("/a").header("X", regex("a+")), route("/a").header("X", equal("aa"))))
        .isEqualTo("ties");
    assertThat(kind(route("/a").client("10.0.0.0/8"), route("/a").client("10.1.0.0/16")))
        .isEqualTo("ties");
    assertThat(kind(route("/a").host("*.x"), route("/a").host("*.x"))).isEqualTo("ties");
    assertThat(kind(route("/käse"), route("/k%c3%a4se"))).isEqualTo("ties");
    assertThat(kind(route("/").named("x"), route("/").named("y"))).isEqualTo("ties");
  }

  @Test
  void routesThatNoRequestMatchesTogetherDoNotTie() {
    assertThat(kind(route("/a").methods("GET"), route("/a").methods("POST"))).isEqualTo("none");
    assertThat(kind(route("/a").header("X", equal("1")), route("/a").header("x", equal("2"))))
        .isEqualTo("none");
    assertThat(kind(route("/a").cookie("c", equal("1")), route("/a").cookie("c", prefix("2"))))
        .isEqualTo("none");
    assertThat(kind(route("/a").query("q", prefix("a")), route("/a").query("q", prefix("b"))))
        .isEqualTo("none");
    assertThat(kind(route("/a").header("X", regex("a+")), route("/a").header("X", equal("b"))))
        .isEqualTo("none");
    assertThat(kind(route("/a").header("X", present()), route("/a").header("X", absent())))
        .isEqualTo("none");
    assertThat(kind(route("/a").client("10.0.0.0/16"), route("/a").client("10.1.0.0/16")))
        .isEqualTo("none");
    assertThat(kind(route("/a").host("a.x"), route("/a").host("b.x"))).isEqualTo("none");
    assertThat(kind(route("/a"), route("/a/"))).isEqualTo("none");
    assertThat(kind(route("/a").cookie("c", present()), route("/a").cookie("C", equal("1"))))
        .isEqualTo("ties");
  }

  @Test
  void routesDoNotTieWhereOneIsMoreSpecific() {
    assertThat(kind(route("/a"), route("/a").methods("GET"))).isEqualTo("none");
    assertThat(kind(route("/a/{id}"), route("/a/b"))).isEqualTo("none");
    assertThat(kind(route("/a").host("*.x"), route("/a").host("*.y.x"))).isEqualTo("none");
    assertThat(kind(route("/a"), route("/a").client("10.0.0.0/8"))).isEqualTo("none");
    assertThat(
            kind(
                route("/a").header("X", present()),
                route("/a").header("X", equal("1")).header("Y", present())))
        .isEqualTo("none");
  }

  @Test
  void aRouteNeverWinsBehindOneThatMatchesAllThatItMatches() {
    String never = "can never win";
    assertThat(kind(route("/a/{id}"), route("/a/*"))).isEqualTo(never);
    assertThat(kind(route("/a/{id}/**"), route("/a/*/c"))).isEqualTo(never);
    assertThat(kind(route("/a/{id}/**"), route("/a/*/**"))).isEqualTo(never);
    assertThat(kind(route("/**").priority(1), route("/a").host("x.y"))).isEqualTo(never);
    assertThat(kind(route("/a").client("0.0.0.0/0", "::/0"), route("/a"))).isEqualTo(never);
    assertThat(kind(route("/**").host("*.y").priority(1), route("/a").host("x.y")))
        .isEqualTo(never);
    assertThat(kind(route("/**").host("*.y").priority(1), route("/a").host("*.x.y")))
        .isEqualTo(never);
    assertThat(
            kind(
                route("/a/**").methods("GET", "POST").header("X", present()).priority(1),
                route("/a/b").methods("GET").header("x", prefix("1"))))
        .isEqualTo(never);
    assertThat(
            kind(
                route("/a").cookie("c", regex("[0-9]+")).priority(1),
                route("/a").cookie("c", equal("12"))))
        .isEqualTo(never);
    assertThat(
            kind(route("/a").client("10.0.0.0/8").priority(1), route("/a").client("10.1.0.0/16")))
        .isEqualTo(never);
  }

  @Test
  void aRouteMayWinWhereTheOneInFrontLeavesSomething() {
    assertThat(kind(route("/a/{id}").methods("GET"), route("/a/*"))).isEqualTo("none");
    assertThat(kind(route("/a/b").priority(1), route("/a/{id}"))).isEqualTo("none");
    assertThat(kind(route("/a/*").priority(1), route("/a/**"))).isEqualTo("none");
    assertThat(kind(route("/a/*/**").priority(1), route("/a/**"))).isEqualTo("none");
    assertThat(kind(route("/a/*").priority(1), route("/a/"))).isEqualTo("none");
    assertThat(kind(route("/a").host("*.x").priority(1), route("/a"))).isEqualTo("none");
    assertThat(kind(route("/a").host("*.x").priority(1), route("/a").host("x"))).isEqualTo("none");
    assertThat(kind(route("/a").host("*.y.x").priority(1), route("/a").host("*.x")))
        .isEqualTo("none");
    assertThat(
            kind(
                route("/a").header("X", equal("1")).priority(1),
                route("/a").header("X", prefix("1"))))
        .isEqualTo("none");
    assertThat(kind(route("/a").client("10.0.0.0/8").priority(1), route("/a"))).isEqualTo("none");
  }

  @Test
  void threeThatTieAreTwoProblems() {
    assertThat(conflicts(route("/a"), route("/a"), route("/a"))).hasSize(2);
  }

  @Test
  void actionsThatAreInvalidDoNotHideConflicts() {
    assertThatNoException()
        .isThrownBy(
            () ->
                conflicts(
                    route("/a").action(new Action.Seam("unknown")),
                    route("/b").rewrite("/{nothing}", null, null)));
  }

  @Test
  @Timeout(20)
  void tenThousandRoutesAreComparedInAMoment() {
    var routes = new ArrayList<RouteSpec>();
    for (int i = 0; i < 2_500; i++) {
      routes.add(route("/api/v" + i % 7 + "/thing" + i + "/**").build());
      routes.add(route("/api/thing" + i + "/{id}").methods("GET").build());
      routes.add(route("/tenant/**").header("X-Tenant", equal("t" + i)).build());
      routes.add(route("/**").host("shop" + i + ".example.com").build());
    }
    long start = System.nanoTime();
    assertThat(RouteConflicts.find(Rules.of(routes, List.of()))).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }
}
