package dev.figleaf.proxy.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.traffic.Descriptor.Standing;
import dev.figleaf.proxy.traffic.Descriptor.Value;
import dev.figleaf.routing.Cohort;
import dev.figleaf.routing.Loaded;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is remembered of a request, and what never is. */
class CaptureTest {
  private static final Loaded.Ok PLAIN =
      Rules.of(
          """
          version: 1
          upstreams: { old: { url: "http://127.0.0.1:1" } }
          routes: [{ match: /**, to: old }]
          """);
  private static final Loaded.Ok LOOKING =
      Rules.of(
          """
          version: 1
          upstreams: { old: { url: "http://127.0.0.1:1" }, fresh: { url: "http://127.0.0.1:2" } }
          seams: { catalog: { from: old, to: fresh, weight: 0%, cohort: [header:X-User-Id, ip] } }
          routes:
            - { match: { path: /a, headers: { X-Client: mobile } }, to: old }
            - { match: { path: /b, headers: { Authorization: { prefix: Basic } } }, to: old }
            - { match: { path: /c, cookies: { beta: "1" } }, to: old }
            - { match: { path: /d, query: { page: "1", token: abc } }, to: old }
            - { match: { path: /e, headers: { X-User-Id: "42" } }, to: old }
            - { match: /**, seam: catalog }
          """);

  @Test
  void namesAreKeptAndValuesThatNoRuleLooksAtAreNot() {
    Descriptor one =
        Asked.get("/items/7?page=2&%71=x&flag")
            .header("X-Client", "mobile")
            .header("X-Secret", "hunter2-hunter2")
            .cookie("SESSION", "hunter3-hunter3")
            .under(PLAIN);

    assertThat(one.path()).isEqualTo("/items/7");
    assertThat(one.query()).containsExactly("page", "q", "flag");
    assertThat(one.headers()).containsExactly("x-client", "x-secret", "cookie");
    assertThat(one.cookies()).containsExactly("SESSION");
    assertThat(one.values()).isEmpty();
    assertThat(one.client()).isNull();
    assertThat(one.toString()).doesNotContain("hunter");
  }

  @Test
  void aValueThatARuleLooksAtIsKeptWhereItIsNoSecret() {
    Descriptor one = Asked.get("/items/7?page=2").header("x-client", "tablet").under(LOOKING);

    assertThat(one.values())
        .containsExactlyInAnyOrder(
            new Value("header:x-client", "tablet", List.of(), List.of()),
            new Value("query:page", "2", List.of(), List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "/x?token=hunter2-hunter2, X-Any, any",
    "/x, Authorization, Bearer hunter2-hunter2",
    "/x, Cookie, beta=hunter2-hunter2",
    "/x, X-User-Id, hunter2-hunter2",
    "/x, X-Client, eyJhbGciOiJub25lIn0.eyJzdWIiOiJodW50ZXIyIn0.hunter2",
  })
  void ofASecretOnlyIsKeptWhichConditionsHeld(String target, String header, String value) {
    Descriptor one = Asked.get(target).header(header, value).under(LOOKING);

    assertThat(one.values()).hasSize(1);
    assertThat(one.values().getFirst().text()).isNull();
    assertThat(one.values().getFirst().fails()).hasSize(1);
    assertThat(one.toString()).doesNotContain("hunter2");
  }

  @Test
  void aConditionOnASecretThatHeldIsRemembered() {
    Descriptor one = Asked.get("/c").cookie("beta", "1").under(LOOKING);

    assertThat(one.values().getFirst().holds()).hasSize(1);
  }

  @Test
  void aPathThatHoldsASecretIsKeptWithoutIt() {
    Descriptor one = Asked.get("/reset/token=hunter2-hunter2").under(PLAIN);

    assertThat(one.hidden()).isTrue();
    assertThat(one.path()).doesNotContain("hunter2");
  }

  @Test
  void whereAClientStandsIsKnownAlsoWhileItsSeamHasNoWeight() {
    Descriptor one = Asked.get("/items").header("X-User-Id", "ann").under(LOOKING);

    assertThat(one.places())
        .containsExactly(
            new Standing("catalog", "header:X-User-Id", Cohort.hash("catalog", "ann")));
    assertThat(one.clients()).extracting(Standing::key).containsExactly("header:X-User-Id", "ip");
    assertThat(one.toString()).doesNotContain("ann");
  }

  @Test
  void twoRequestsOfOneClientHaveTheSameHashAndThoseOfTwoHaveNot() {
    Descriptor one = Asked.get("/a").header("X-User-Id", "ann").under(LOOKING);
    Descriptor two = Asked.get("/b").header("X-User-Id", "ann").under(LOOKING);
    Descriptor other = Asked.get("/b").header("X-User-Id", "bob").under(LOOKING);

    assertThat(one.clients().getFirst()).isEqualTo(two.clients().getFirst());
    assertThat(one.clients().getFirst()).isNotEqualTo(other.clients().getFirst());
  }

  @Test
  void theAddressIsKeptOnlyWhereAConditionLooksAtIt() {
    Loaded.Ok rules =
        Rules.of(
            """
            version: 1
            upstreams: { old: { url: "http://127.0.0.1:1" } }
            routes: [{ match: { path: /**, client: [10.0.0.0/8] }, to: old }]
            """);

    assertThat(Asked.get("/").under(rules).client()).isEqualTo("10.0.0.1");
    assertThat(Asked.get("/").under(LOOKING).client()).isNull();
  }

  @Test
  void whatIsTooLongIsLeftOutAndNeverCut() {
    assertThat(Asked.get("/" + "x".repeat(2_047)).maybeUnder(PLAIN)).isNotNull();
    assertThat(Asked.get("/" + "x".repeat(2_048)).maybeUnder(PLAIN)).isNull();
    assertThat(Asked.get("/?" + "x".repeat(5_000)).maybeUnder(PLAIN)).isNull();
    assertThat(Asked.get("/").header("X-" + "x".repeat(5_000), "1").maybeUnder(PLAIN)).isNull();
  }
}
