package dev.figleaf.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeaderEditsTest {
  private static HeaderEdits edits(
      Map<String, String> set, Map<String, String> add, List<String> remove) {
    return new HeaderEdits(set, add, remove);
  }

  @Test
  void whatIsRemovedLaterIsNeitherSetNorAdded() {
    var first = edits(Map.of("X-A", "1", "X-B", "1"), Map.of("X-C", "1"), List.of());
    assertThat(first.then(edits(Map.of(), Map.of(), List.of("x-a", "x-c"))))
        .isEqualTo(edits(Map.of("X-B", "1"), Map.of(), List.of("x-a", "x-c")));
  }

  @Test
  void whatIsSetLaterStandsAlone() {
    var first = edits(Map.of("X-A", "1"), Map.of("x-a", "2"), List.of("X-Z"));
    assertThat(first.then(edits(Map.of("X-a", "3"), Map.of(), List.of())))
        .isEqualTo(edits(Map.of("X-a", "3"), Map.of(), List.of("X-Z")));
  }

  @Test
  void whatIsAddedLaterStandsBesideWhatWasSet() {
    var first = edits(Map.of("X-A", "1"), Map.of(), List.of());
    assertThat(first.then(edits(Map.of(), Map.of("X-A", "2"), List.of())))
        .isEqualTo(edits(Map.of("X-A", "1"), Map.of("X-A", "2"), List.of()));
  }

  @Test
  void whatIsSetAfterItsRemovalIsThere() {
    var first = edits(Map.of(), Map.of(), List.of("Authorization"));
    assertThat(first.then(edits(Map.of("Authorization", "Bearer x"), Map.of(), List.of())))
        .isEqualTo(edits(Map.of("Authorization", "Bearer x"), Map.of(), List.of("Authorization")));
  }
}
