package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.CompareSpec;
import dev.figleaf.rules.FieldPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranslatingTest {
  private final Bench bench = new Bench();
  private final Subject orders = bench.living("orders", Bench.spec(pairing()));

  private static CompareSpec pairing() {
    return Bench.noiseless(
        new CompareSpec(
            List.of(),
            List.of(),
            Map.of(),
            null,
            List.of(),
            List.of(),
            CompareSpec.STANDARD.noise(),
            List.of(FieldPath.parse("body:$.id"), FieldPath.parse("header:Location")),
            List.of(),
            3));
  }

  @ParameterizedTest
  @CsvSource({
    "/orders/184,/orders/A-9%2F1",
    "/orders/184/lines?a=1,/orders/A-9%2F1/lines?a=1",
    "/carts/77,/baskets/c77",
    "/orders?order=184,/orders?order=184",
    "/orders?orderId=184&x,/orders?orderId=A-9%2F1&x",
    "/orders?ref=R%2D0815,/orders?ref=r0815",
    "/orders/R-0815?q=a+b,/orders/r0815?q=a+b",
    "/orders/%zz,/orders/%zz",
    "/orders/9,/orders/9",
    "/,/",
  })
  void theCandidateIsAskedInItsOwnWords(String target, String translated) {
    learn(7L);
    assertThat(bench.judge.translate(orders, request(target, 7L), Role.CANDIDATE))
        .isEqualTo(translated);
  }

  @Test
  void theControlIsAskedInItsOwnWords() {
    learn(7L);
    assertThat(bench.judge.translate(orders, request("/orders/A-9%2F1", 7L), Role.CONTROL))
        .isEqualTo("/orders/184");
  }

  @Test
  void anothersIdsAreNotTaken() {
    learn(7L);
    assertThat(bench.judge.translate(orders, request("/orders/184", 8L), Role.CANDIDATE))
        .isEqualTo("/orders/184");
    ShadowedRequest nobodys = request("/orders/184", null);
    assertThat(bench.judge.translate(orders, nobodys, Role.CANDIDATE)).isSameAs(nobodys.target());
  }

  @Test
  void aLocationThatWouldEndTheLineOfARequestIsNotTaken() {
    pair(7L, "1", "2", "/carts/77", "/baskets/7 HTTP/1.1");
    assertThat(bench.judge.translate(orders, request("/carts/77", 7L), Role.CANDIDATE))
        .doesNotContain(" ");
  }

  @Test
  void idsThatBelongTogetherAreNoDifferenceAndOthersAre() {
    learn(7L);
    pair(7L, "184", "A-10", "/carts/77", "/baskets/c77");
    assertThat(bench.count("equal")).isEqualTo(2);
    assertThat(bench.count("real")).isEqualTo(1);
  }

  @Test
  void clientsAreBounded() {
    for (long client = 0; client < 1_100; client++) {
      orders.pairs(request("/", client));
    }
    assertThat(orders.candidacy().cohorts().size()).isEqualTo(1_000);
  }

  private void learn(long client) {
    pair(client, "184", "A-9/1", "/carts/77", "/baskets/c77");
    pair(client, "R-0815", "r0815", "/carts/77", "/baskets/c77");
  }

  private void pair(long client, String id, String other, String at, String otherAt) {
    Reply control = answer(id, at);
    Reply candidate = answer(other, otherAt);
    bench.compare(
        new Pair(
            orders,
            Bench.request("POST", "/orders", false, client),
            control,
            candidate,
            Bench.always(control, candidate)));
  }

  private static Reply answer(String id, String location) {
    return Bench.answered(
        Answers.answer(
            201,
            "{\"id\":\"" + id + "\"}",
            "content-type",
            "application/json",
            "location",
            location));
  }

  private static ShadowedRequest request(
      String target, @org.jspecify.annotations.Nullable Long client) {
    return Bench.request("GET", target, true, client);
  }
}
