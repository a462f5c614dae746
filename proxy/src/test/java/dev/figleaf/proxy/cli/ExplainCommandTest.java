package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void writeRules() throws IOException {
    RuleTexts.write(folder, RuleTexts.GOOD);
  }

  private Typed explain(String... arguments) {
    var all = new ArrayList<>(List.of("explain", "--rules", folder.toString()));
    all.addAll(List.of(arguments));
    return Typed.in(folder, all.toArray(String[]::new));
  }

  @Test
  void saysWhichRouteAndUpstreamAndWhy() {
    assertThat(explain("GET", "/api/catalog/items/7", "-H", "X-User-Id: 7"))
        .isEqualTo(
            new Typed(
                0,
                """
                GET /api/catalog/items/7 on localhost
                route GET,HEAD /api/catalog/** (DIR/rules.yaml:12:5)
                  path: /api/catalog/items/7 is /api/catalog/**
                  methods: GET is one of GET, HEAD
                  upstream: monolith; header:X-User-Id puts the client at 0.35913 of 20% catalog, 80% monolith
                """,
                ""));
  }

  @Test
  void namesTheNearerRouteAndWhatFailed() {
    assertThat(explain("POST", "http://shop.example/api/catalog/items?x=1").out())
        .isEqualTo(
            """
            POST /api/catalog/items on shop.example
            route /** (DIR/rules.yaml:14:5)
              path: /api/catalog/items is /**
              upstream: monolith
            rejected
              route GET,HEAD /api/catalog/** (DIR/rules.yaml:12:5)
                methods: POST is not one of GET, HEAD
            """);
  }

  @Test
  void theHostMayComeFromAHeader() {
    assertThat(explain("GET", "/", "-H", "host: shop.example").out())
        .startsWith("GET / on shop.example\n");
  }

  @Test
  void cookiesAreSeenByRoutes() throws IOException {
    RuleTexts.write(
        folder,
        """
        version: 1
        upstreams:
          monolith: { url: http://127.0.0.1:8081 }
        routes:
          - match: { path: /**, cookies: { a: "1", b: "2" } }
            to: monolith
        """);

    assertThat(explain("GET", "/", "-b", "a=1; b=2").code()).isZero();
    assertThat(explain("GET", "/", "-b", "a=1", "-b", "b=2").code()).isZero();
    assertThat(explain("GET", "/", "-b", "a=1").code()).isEqualTo(1);
  }

  @Test
  void aPathThatTheEdgeRefusesIsNoMatch() {
    var typed = explain("GET", "/a%2Fb");

    assertThat(typed.code()).isEqualTo(1);
    assertThat(typed.err()).startsWith("the path is refused before any route is asked: 400");
  }

  @Test
  void wrongHeadersAndAddressesAreToldKindly() {
    assertThat(explain("GET", "/", "-H", "X-User-Id"))
        .isEqualTo(
            new Typed(
                2,
                "",
                """
                figleaf: "X-User-Id" is no header; write 'Name: value' with -H
                Try: figleaf explain --help
                """));
    assertThat(explain("GET", "ftp://x/").err())
        .startsWith("figleaf: \"ftp://x/\" is no path and no URL; write one such as");
    assertThat(explain("GET", "/", "--client", "here").code()).isEqualTo(2);
  }

  @Test
  void aMachineGetsTheDecision() {
    var typed = explain("--json", "GET", "/api/catalog/items/7", "-H", "X-User-Id: 7");

    assertThat(typed.out())
        .startsWith(
            """
            {
              "method" : "GET",
              "host" : "localhost",
              "path" : "/api/catalog/items/7",
              "route" : "GET,HEAD /api/catalog/**",
              "place" : "DIR/rules.yaml:12:5",
              "upstream" : "monolith",
              "cohortKey" : "header:X-User-Id",
              "draw" : 0.3591
            """
                .stripTrailing());
  }
}
