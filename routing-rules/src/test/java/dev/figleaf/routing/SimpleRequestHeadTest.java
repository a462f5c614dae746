package dev.figleaf.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimpleRequestHeadTest {
  @ParameterizedTest
  @CsvSource({
    "shop.example.com, shop.example.com",
    "SHOP.example.com:8080, shop.example.com",
    "[::1], [::1]",
    "[2001:DB8::1]:80, [2001:db8::1]",
    "'', ''"
  })
  void theHostIsInLowerCaseAndWithoutItsPort(String authority, String host) {
    assertThat(Heads.get("/").host(authority).build().host()).isEqualTo(host);
  }

  @Test
  void valuesAreFoundWhereRulesLookForThem() {
    RequestHead head =
        Heads.get("/a?q=x+y")
            .header("X-User", "u")
            .cookie("SESSION", "s")
            .cookie("other", "o")
            .build();
    assertThat(head.header("x-USER")).isEqualTo("u");
    assertThat(head.header("X-Other")).isNull();
    assertThat(head.cookie("other")).isEqualTo("o");
    assertThat(head.cookie("session")).isNull();
    assertThat(head.query("q")).isEqualTo("x y");
    assertThat(head.query("p")).isNull();
    assertThat(head.rawQuery()).isEqualTo("q=x+y");
  }

  @Test
  void aPlainGetHasNeitherQueryNorCookies() {
    RequestHead head = SimpleRequestHead.get("/");
    assertThat(head.query("q")).isNull();
    assertThat(head.cookie("c")).isNull();
    assertThat(head.client()).containsExactly(127, 0, 0, 1);
  }
}
