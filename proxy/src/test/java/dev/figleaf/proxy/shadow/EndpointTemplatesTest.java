package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTemplatesTest {

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/api/orders/184, /api/orders/{id}",
    "/api/orders/184/items/7?x=1, /api/orders/{id}/items/{id}",
    "/api/orders/, /api/orders/",
    "/u/7f9c24e8-3b1a-4d52-9c1e-5a6b7c8d9e0f, /u/{uuid}",
    "/u/01ARZ3NDEKTSV4RRFFQ69G5FAV, /u/{uuid}",
    "/d/2026-03-01/x, /d/{date}/x",
    "/c/9fceb02d0ae598e95dc970b74767f19372d61af8, /c/{hash}",
    "/o/ORD-2026-00017, /o/{id}",
    "/v1/users, /v1/users",
    "/api/items, /api/items",
  })
  void formsThatSayWhichOneAreLeftOut(String path, String template) {
    assertThat(EndpointTemplates.usual().name(path)).isEqualTo(template);
  }

  @ParameterizedTest
  @CsvSource({
    "/shop;jsessionid=9A3FFA21/cart, /shop/cart",
    "/u/ann@example.com, /u/{mail}",
    "/u/{name}, /u/{token}",
    "/n/12345678901234567890, /n/{id}",
  })
  void whatSaysWhoIsLeftOut(String path, String template) {
    assertThat(EndpointTemplates.usual().name(path)).isEqualTo(template);
  }

  @Test
  void whatIsOnlyAskedForIsNotLearned() {
    var templates = new EndpointTemplates(500, 2);
    templates.name("/api/orders");
    for (int i = 0; i < 60; i++) {
      assertThat(templates.known("/api/" + letters(i) + "/7"))
          .isEqualTo("/api/" + letters(i) + "/{id}");
    }
    assertThat(templates.collapses()).isZero();
  }

  @Test
  void whatWasLearnedElsewhereIsKnown() {
    var templates = EndpointTemplates.usual();
    templates.recall("/products/sale", 100);
    assertThat(templates.recall("/products/{name}/reviews", 5))
        .isEqualTo("/products/{name}/reviews");
    assertThat(templates.known("/products/blue-shirt/reviews"))
        .isEqualTo("/products/{name}/reviews");
    assertThat(templates.known("/products/sale")).isEqualTo("/products/sale");
    assertThat(templates.recall("(other)", 5)).isEqualTo("(other)");
  }

  @Test
  void wordsThatTakeManyValuesAreLearnedToBeValues() {
    var templates = EndpointTemplates.usual();
    for (int i = 0; i < 60; i++) {
      templates.name("/products/" + "abcdefghij".charAt(i % 10) + "-shirt-" + letters(i));
    }
    assertThat(templates.name("/products/green-shirt")).isEqualTo("/products/{name}");
    assertThat(templates.name("/products/green-shirt/reviews"))
        .isEqualTo("/products/{name}/reviews");
  }

  @Test
  void frequentWordsStayWords() {
    var templates = EndpointTemplates.usual();
    for (int i = 0; i < 1_000; i++) {
      templates.name("/api/orders/" + i);
      templates.name("/api/probe-" + letters(i));
    }
    assertThat(templates.name("/api/orders/1")).isEqualTo("/api/orders/{id}");
    assertThat(templates.name("/api/probe-zzz")).isEqualTo("/api/{name}");
  }

  @Test
  void memoryIsBoundedWhateverComes() {
    var templates = new EndpointTemplates(500, 1_000);
    for (int i = 0; i < 20_000; i++) {
      templates.name("/" + letters(i) + "/" + letters(i * 7) + "/" + letters(i * 31));
    }
    assertThat(templates.size()).isLessThanOrEqualTo(500);
    assertThat(templates.name("/new/new/new")).isEqualTo(EndpointTemplates.OTHER);
  }

  @Test
  void aPathThatIsTooDeepOrLongHasNoName() {
    assertThat(EndpointTemplates.usual().name("/a".repeat(30))).isEqualTo(EndpointTemplates.OTHER);
    assertThat(EndpointTemplates.usual().name("/" + "a".repeat(2_000)))
        .isEqualTo(EndpointTemplates.OTHER);
  }

  private static String letters(int number) {
    var text = new StringBuilder();
    for (int left = number; ; left /= 20) {
      text.append((char) ('g' + left % 20));
      if (left < 20) {
        return text.toString();
      }
    }
  }
}
