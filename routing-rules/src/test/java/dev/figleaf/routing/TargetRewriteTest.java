package dev.figleaf.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.RewriteSpec;
import org.junit.jupiter.api.Test;

class TargetRewriteTest {
  @Test
  void prefixesChangeAndTheQueryStays() {
    var rewrite = TargetRewrite.of(new RewriteSpec(null, "/api", "/v2", null));
    assertThat(rewrite.apply("/api/items/7?page=/api/1")).isEqualTo("/v2/items/7?page=/api/1");
    assertThat(rewrite.apply("/apis")).isEqualTo("/v2/apis");
    assertThat(rewrite.apply("/api")).isEqualTo("/v2");
  }

  @Test
  void aPathStandsInPlaceOfEveryOther() {
    var rewrite = TargetRewrite.of(new RewriteSpec("/echo", null, null, null));
    assertThat(rewrite.apply("/api/items/7?page=1")).isEqualTo("/echo?page=1");
  }

  @Test
  void withoutARewriteNothingChanges() {
    assertThat(TargetRewrite.of(null).apply("/a?b")).isEqualTo("/a?b");
  }
}
