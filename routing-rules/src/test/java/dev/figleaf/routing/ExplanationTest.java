package dev.figleaf.routing;

import static dev.figleaf.routing.Heads.get;
import static dev.figleaf.routing.Heads.request;
import static dev.figleaf.routing.Rules.equal;
import static dev.figleaf.routing.Rules.prefix;
import static dev.figleaf.routing.Rules.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.Action;
import dev.figleaf.rules.CohortKey;
import dev.figleaf.rules.CohortSpec;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.SeamSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final SeamSpec CATALOG =
      SeamSpec.of(
          "catalog",
          "monolith",
          "catalog",
          new Percentage(20_000),
          new CohortSpec.Keyed(List.of(new CohortKey.Header("X-User"))));

  private static Explanation explain(Heads head, Rules.RouteBuilder... routes) {
    var specs = Arrays.stream(routes).map(Rules.RouteBuilder::build).toList();
    return RouteTable.compile(Rules.of(specs, List.of(CATALOG))).explain(head.build());
  }

  @Test
  void namesTheRouteItsPlaceAndWhatHolds() {
    Explanation explanation =
        explain(
            get("/api/catalog/items/7").header("X-User", "user-1").host("shop.example.com"),
            route("/**"),
            route("/api/catalog/**")
                .named("catalog")
                .host("*.example.com")
                .methods("GET", "HEAD")
                .header("X-User", prefix("user"))
                .client("127.0.0.0/8", "10.0.0.0/8")
                .rewrite(null, "/api", null)
                .action(new Action.Seam("catalog")));
    assertThat(explanation)
        .hasToString(
            """
            GET /api/catalog/items/7 on shop.example.com
            route catalog (shop.yaml:20:5)
              host: shop.example.com is *.example.com
              path: /api/catalog/items/7 is /api/catalog/**
              methods: GET is one of GET, HEAD
              header X-User: was "user-1", must begin with "user"
              client: 127.0.0.1 is in one of 127.0.0.0/8, 10.0.0.0/8
              path for the upstream: /catalog/items/7
              upstream: catalog; header:X-User puts the client at 0.19024 of 20% catalog, 80% monolith""");
    assertThat(explanation.decision()).isNotNull();
  }

  @Test
  void namesEveryNearerRouteWithTheConditionsThatFailed() {
    Explanation explanation =
        explain(
            request("POST", "/a/b?q=2").client("192.0.2.1"),
            route("/**").named("all"),
            route("/a/b").named("host").host("shop.example.com"),
            route("/a/b").named("methods").methods("GET", "HEAD"),
            route("/a/b").named("header").header("X-Client", equal("mobile")),
            route("/a/b").named("two").query("q", equal("1")).cookie("c", equal("1")),
            route("/a/{id}").named("client").client("10.0.0.0/8"),
            route("/a/b/").named("slash"),
            route("/a/c").named("far"),
            route("/**").named("behind").priority(-1));
    assertThat(explanation)
        .hasToString(
            """
            POST /a/b on localhost
            route all (shop.yaml:10:5)
              path: /a/b is /**
              upstream: monolith
            rejected
              route host (shop.yaml:20:5)
                host: localhost is not shop.example.com
              route slash (shop.yaml:70:5)
                path: /a/b is not /a/b/ (trailing slash)
              route methods (shop.yaml:30:5)
                methods: POST is not one of GET, HEAD
              route header (shop.yaml:40:5)
                header X-Client: was absent, must equal "mobile"
              route two (shop.yaml:50:5)
                cookie c: was absent, must equal "1"
                query q: was "2", must equal "1"
              route client (shop.yaml:60:5)
                client: 192.0.2.1 is in none of 10.0.0.0/8""");
  }

  @Test
  void saysWhatEachActionComesTo() {
    assertThat(explain(get("/a?q=1"), route("/a").action(new Action.Redirect("/b", 308))).facts())
        .contains("308 to /b?q=1");
    assertThat(
            explain(get("/a"), route("/a").action(new Action.Respond(503, Map.of(), null, null)))
                .facts())
        .contains("answered here with 503");
    Explanation chance = explain(get("/a"), route("/a").action(new Action.Seam("catalog")));
    assertThat(chance.decision()).isNull();
    assertThat(chance.facts())
        .contains(
            "upstream: 20% catalog, 80% monolith; nothing in the request says who the client is");
  }

  @Test
  void saysThatNothingMatches() {
    assertThat(explain(get("/b"), route("/a")))
        .hasToString("GET /b on localhost\nno route matches: 404");
  }

  @Test
  void aLongListOfRejectedRoutesIsCut() {
    Explanation explanation =
        explain(
            get("/a"),
            IntStream.range(0, 30)
                .mapToObj(i -> route("/a").named("r" + i).header("X", equal("" + i)))
                .toArray(Rules.RouteBuilder[]::new));
    assertThat(explanation.rejected()).hasSize(Explanation.MOST_REJECTED);
    assertThat(explanation.lines()).last().isEqualTo("  and 10 more");
  }
}
