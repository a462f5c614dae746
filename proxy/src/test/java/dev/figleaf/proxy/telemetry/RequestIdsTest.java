package dev.figleaf.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ids of clients are kept, and what made ones look like. */
class RequestIdsTest {
  private final RequestIds ids = new RequestIds(new SplittableRandom(1));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "7b3a0e0c-6d4b-4f2b-9e0a-2f1f6b1c9a10",
        "01J9ZC4T2M8S7Q0N3W5XKYB6RD",
        "Root=1-67891233-abcdef012345678912345678",
        "q83v/Zk+AA==",
        "host.example:8080/12_34~5@x"
      })
  void plausibleIdsAreKept(String id) {
    assertThat(ids.keepOrMake(id)).isSameAs(id);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", " ", "a b", "a\nb", "a\"b", "a,b", "a;b", "<a>", "ä", "a\u0000", "%41"})
  void anythingElseIsReplaced(@Nullable String id) {
    assertThat(ids.keepOrMake(id)).matches("[0-9a-f]{32}");
  }

  @Test
  void theLongestIdHas128Characters() {
    assertThat(RequestIds.plausible("x".repeat(128))).isTrue();
    assertThat(RequestIds.plausible("x".repeat(129))).isFalse();
  }

  @Test
  void madeIdsDiffer() {
    var seeded = RequestIds.seeded();
    var made = new HashSet<String>();
    for (int i = 0; i < 10_000; i++) {
      made.add(seeded.make());
    }
    assertThat(made).hasSize(10_000);
  }

  @Test
  void idsOfTwoEventLoopsDiffer() {
    assertThat(RequestIds.seeded().make()).isNotEqualTo(RequestIds.seeded().make());
  }
}
