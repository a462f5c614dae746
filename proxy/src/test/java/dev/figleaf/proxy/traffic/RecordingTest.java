package dev.figleaf.proxy.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A recording as a file. */
class RecordingTest {
  private static final Recording SOME =
      new Recording(
          Instant.parse("2026-12-01T10:00:00Z"),
          Instant.parse("2026-12-01T09:58:00Z"),
          3,
          List.of(
              Asked.get("/items/7?page=2")
                  .header("X-User-Id", "ann")
                  .cookie("beta", "1")
                  .under(Rules.seam("weight: 20%, cohort: [header:X-User-Id]")),
              Asked.request("POST", "/").host("").under(Rules.seam("weight: 0%"))));

  private static Recording read(String text) throws IOException {
    return Recording.read(new BufferedReader(new StringReader(text)));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    assertThat(read(SOME.lines().collect(Collectors.joining("\n")))).isEqualTo(SOME);
  }

  @Test
  void itSpansTheTimeFromWhenNothingWasForgotten() {
    assertThat(SOME.seconds()).isEqualTo(120);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "{}",
        "[1]",
        "{\"figleaf_recording\":1,\"made\":1,\"since\":1}\nnull",
        "{\"figleaf_recording\":1,\"made\":1,\"since\":1}\n{\"path\":\"/\"}",
        "{\"figleaf_recording\":1,\"made\":1,\"since\":1}\n[]",
      })
  void whatIsNoRecordingIsRefusedWithItsLine(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line " + (text.contains("\n") ? 2 : 1));
  }
}
