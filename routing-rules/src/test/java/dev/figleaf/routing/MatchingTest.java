package dev.figleaf.routing;

import static dev.figleaf.routing.Heads.get;
import static dev.figleaf.routing.Heads.request;
import static dev.figleaf.routing.Rules.absent;
import static dev.figleaf.routing.Rules.equal;
import static dev.figleaf.routing.Rules.prefix;
import static dev.figleaf.routing.Rules.present;
import static dev.figleaf.routing.Rules.regex;
import static dev.figleaf.routing.Rules.route;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchingTest {
  private static @Nullable String winner(Heads head, Rules.RouteBuilder... routes) {
    Route route = Rules.table(routes).match(head.build());
    return route == null ? null : route.name();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /           | /          | true
          /           | /a         | false
          /a/b        | /a/b       | true
          /a/b        | /a/b/      | false
          /a/b/       | /a/b/      | true
          /a/b/       | /a/b       | false
          /a/b        | /A/b       | false
          /a/b        | /a         | false
          /a/b        | /a/b/c     | false
          /a/{id}/b   | /a/7/b     | true
          /a/{id}/b   | /a//b      | false
          /a/{id}     | /a/        | false
          /a/{id}     | /a         | false
          /a/{id}     | /a/7/      | false
          /a/{id}/    | /a/7/      | true
          /a/*/b      | /a/7/b     | true
          /a/*        | /a/        | false
          /a/*        | /a/7/8     | false
          /*          | /          | false
          /*          | /a         | true
          /a/**       | /a         | true
          /a/**       | /a/        | true
          /a/**       | /a/x       | true
          /a/**       | /a/x/y/    | true
          /a/**       | /ab        | false
          /a/**       | /          | false
          /**         | /          | true
          /**         | /a/b       | true
          /a/{id}/**  | /a         | false
          /a/{id}/**  | /a/        | false
          /a/{id}/**  | /a/7       | true
          /a/{id}/**  | /a/7/      | true
          /a/*/**     | /a/7/b/c   | true
          /käse       | /k%C3%A4se | true
          /a b        | /a%20b     | true
          /%7euser    | /~user     | true
          /a%c3%a4    | /a%C3%A4   | true
          """)
  void aPathPatternMatches(String pattern, String path, boolean matches) {
    assertThat(winner(get(path), route(pattern)) != null).isEqualTo(matches);
    assertThat(PathShape.of(Rules.path(pattern)).matches(path)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shop.example.com | shop.example.com   | true
          shop.example.com | a.shop.example.com | false
          shop.example.com | example.com        | false
          *.example.com    | shop.example.com   | true
          *.example.com    | a.shop.example.com | true
          *.example.com    | example.com        | false
          *.example.com    | .example.com       | false
          *.example.com    | badexample.com     | false
          *.example.com    | localhost          | false
          *.example.com    | ''                 | false
          """)
  void aHostPatternMatches(String pattern, String host, boolean matches) {
    Heads head = get("/a").host(host);
    assertThat(winner(head, route("/a").host(pattern)) != null).isEqualTo(matches);
  }

  /** On each line the first pattern goes before the second, for a path that both match. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /a/b       | /a/{id}    | /a/b
          /a/b       | /a/*       | /a/b
          /a/b       | /a/**      | /a/b
          /a         | /a/**      | /a
          /a/        | /a/**      | /a/
          /          | /**        | /
          /a/{id}    | /a/*       | /a/7
          /a/{id}    | /a/**      | /a/7
          /a/*       | /a/**      | /a/7
          /a/b/**    | /a/**      | /a/b/c
          /a/b/**    | /a/{id}/c  | /a/b/c
          /a/{id}/** | /a/*/c     | /a/7/c
          /a/{id}/** | /a/**      | /a/7/c
          /a/b/{id}  | /a/{id}/c  | /a/b/c
          /{x}/b     | /*/b       | /a/b
          /{x}/**    | /**        | /a/b
          """)
  void theMoreSpecificPathWins(String winner, String loser, String path) {
    assertThat(winner(get(path), route(winner), route(loser))).isEqualTo(winner);
    assertThat(winner(get(path), route(loser), route(winner))).isEqualTo(winner);
  }

  /** What is written first wins over all that follows, whatever the order of the lines. */
  @Test
  void precedenceGoesByPriorityThenHostThenPathThenMethodsThenConditions() {
    Rules.RouteBuilder[] inOrder = {
      route("/**").named("priority").priority(1),
      route("/**").named("exact host").host("shop.example.com"),
      route("/a/b").named("longer wildcard").host("*.example.com"),
      route("/a/b").named("shorter wildcard").host("*.com"),
      route("/a/b").named("methods").methods("GET"),
      route("/a/b").named("two headers").header("X", present()).header("Y", present()),
      route("/a/b").named("header and query").header("X", equal("1")).query("q", present()),
      route("/a/b").named("header").header("X", equal("1")),
      route("/a/b").named("query, cookie").query("q", present()).cookie("c", present()),
      route("/a/b").named("query").query("q", present()),
      route("/a/b").named("client").client("127.0.0.0/8"),
      route("/a/b").named("exact path"),
      route("/a/**").named("longer prefix"),
      route("/**").named("all"),
      route("/**").named("low").priority(-1),
    };
    Heads head =
        get("/a/b?q=1").host("shop.example.com").header("X", "1").header("Y", "2").cookie("c", "3");
    for (int first = 0; first < inOrder.length; first++) {
      var left = Arrays.asList(Arrays.copyOfRange(inOrder, first, inOrder.length));
      String expected = left.getFirst().build().name();
      assertThat(winner(head, left.toArray(Rules.RouteBuilder[]::new))).isEqualTo(expected);
      Collections.reverse(left);
      assertThat(winner(head, left.toArray(Rules.RouteBuilder[]::new))).isEqualTo(expected);
    }
  }

  @Test
  void aConditionThatFailsLeavesTheRequestToTheNextRoute() {
    Rules.RouteBuilder[] routes = {
      route("/a/b").methods("POST").named("post"),
      route("/a/b").header("X", equal("1")).named("header"),
      route("/a/{id}").query("q", equal("1")).named("query"),
      route("/a/**").named("all")
    };
    assertThat(winner(request("POST", "/a/b"), routes)).isEqualTo("post");
    assertThat(winner(get("/a/b").header("x", "1"), routes)).isEqualTo("header");
    assertThat(winner(get("/a/b?q=1"), routes)).isEqualTo("query");
    assertThat(winner(get("/a/b"), routes)).isEqualTo("all");
    assertThat(winner(get("/b"), routes)).isNull();
  }

  @Test
  void methodsAreComparedWithCaseAndHeadIsNotGet() {
    assertThat(winner(request("get", "/"), route("/").methods("GET"))).isNull();
    assertThat(winner(request("HEAD", "/"), route("/").methods("GET"))).isNull();
  }

  @Test
  void valuesMatchAsTheirConditionsSay() {
    assertThat(winner(get("/").header("X", "ab"), route("/").header("X", equal("a")))).isNull();
    assertThat(winner(get("/").header("X", "ab"), route("/").header("X", prefix("a")))).isNotNull();
    assertThat(winner(get("/").header("X", "ab"), route("/").header("X", regex("a")))).isNull();
    assertThat(winner(get("/").header("X", "ab"), route("/").header("X", regex("a.")))).isNotNull();
    assertThat(winner(get("/").header("X", ""), route("/").header("X", present()))).isNotNull();
    assertThat(winner(get("/"), route("/").header("X", present()))).isNull();
    assertThat(winner(get("/"), route("/").header("X", prefix("")))).isNull();
    assertThat(winner(get("/"), route("/").header("X", regex(".*")))).isNull();
    assertThat(winner(get("/"), route("/").header("X", absent()))).isNotNull();
    assertThat(winner(get("/").header("X", ""), route("/").header("X", absent()))).isNull();
  }

  @Test
  void aClientMatchesWhenItIsInOneOfTheNetworks() {
    var route = route("/").client("10.0.0.0/8", "2001:db8::/32");
    assertThat(winner(get("/").client("10.1.2.3"), route)).isNotNull();
    assertThat(winner(get("/").client("2001:db8::1"), route)).isNotNull();
    assertThat(winner(get("/").client("11.0.0.1"), route)).isNull();
  }

  @Test
  void aRegexThatBacktracksElsewhereIsLinearHere() {
    var route = route("/").header("X", regex("(a*)*b"));
    assertThat(winner(get("/").header("X", "a".repeat(20_000)), route)).isNull();
  }

  @Test
  void aHostOfManyLabelsAndAPathOfManySegmentsAreWalkedOnce() {
    var routes = Rules.table(route("/{a}/**").host("*.example.com"), route("/a/a/a/a/**"));
    Heads head = get("/a".repeat(4_000)).host("a.".repeat(8_000) + "example.com");
    assertThat(routes.match(head.build())).isSameAs(routes.routes().getFirst());
  }

  @Test
  void anEmptyTableMatchesNothing() {
    assertThat(winner(get("/"))).isNull();
  }

  @Test
  void ordinalsAreThePlacesInTheRules() {
    var table = Rules.table(route("/b"), route("/a"), route("/c").priority(1));
    assertThat(table.routes()).extracting(Route::ordinal).containsExactly(0, 1, 2);
    assertThat(table.routes()).extracting(Route::name).containsExactly("/b", "/a", "/c");
  }
}
