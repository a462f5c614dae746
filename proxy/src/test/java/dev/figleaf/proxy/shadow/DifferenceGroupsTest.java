package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DifferenceGroupsTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final DifferenceGroups groups = new DifferenceGroups(now::get, 3);

  @Test
  void theSamePlaceAtTheSameEndpointIsOneGroup() {
    add("/items/{id}", "body:$.price");
    now.set(START.plusSeconds(9));
    add("/items/{id}", "body:$.price");
    assertThat(groups.all())
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.count()).isEqualTo(2);
              assertThat(group.first()).isEqualTo(START);
              assertThat(group.last()).isEqualTo(START.plusSeconds(9));
            });
  }

  @Test
  void examplesAndGroupsAreBounded() {
    for (int i = 0; i < 10; i++) {
      add("/items/{id}", "body:$.price");
      add("/items/" + i, "body:$.name");
    }
    assertThat(groups.all()).hasSize(3);
    assertThat(groups.all().getFirst().examples()).hasSize(2);
    assertThat(groups.leftOut()).isEqualTo(8);
  }

  @Test
  void theNameOfAGroupIsTheSameEverywhere() {
    var key =
        new DifferenceGroups.Key(
            "catalog", "GET", "/items/{id}", "body:$.price", Difference.Kind.VALUE);
    assertThat(key.id()).matches("[0-9a-f]{12}").isEqualTo(key.id());
    assertThat(
            new DifferenceGroups.Key(
                    "catalog", "GET", "/items/{id}", "body:$.price", Difference.Kind.TYPE)
                .id())
        .isNotEqualTo(key.id());
  }

  private void add(String template, String path) {
    groups.add(
        "catalog",
        "GET",
        template,
        "/items/7",
        new Difference.Value(path, Seen.text("1"), Seen.text("2")),
        2);
  }
}
