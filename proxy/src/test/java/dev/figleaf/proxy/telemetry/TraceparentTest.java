package dev.figleaf.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context, §3.2 (the header) and §4.3 (mutating it). */
class TraceparentTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private final SplittableRandom random = new SplittableRandom(1);

  @ParameterizedTest
  @CsvSource({
    // the examples of §3.2.3 and §3.2.2
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, 1",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00, 0",
    // random-trace-id, alone and with sampled
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02, 2",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03, 3",
    // flags that nobody defined are set to zero
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff, 3",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-08, 0",
    // versions of the future, as long as ours or longer (§3.2.4)
    "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, 1",
    "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-, 1",
    "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-will-be-like, 1",
    "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-09-xyz, 1",
  })
  void aValidHeaderIsContinuedWithANewSpanAndItsFlags(String header, int flags) {
    var incoming = Traceparent.parse(header);
    assertThat(incoming).isEqualTo(new Traceparent(TRACE, SPAN, flags));
    var next = Traceparent.continueOrStart(header, random);
    assertThat(next.traceId()).isEqualTo(TRACE);
    assertThat(next.parentId()).isNotEqualTo(SPAN);
    assertThat(next.header()).matches("00-" + TRACE + "-[0-9a-f]{16}-0" + flags);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "-",
        "00",
        // all zero
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        // upper case
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0A",
        // not hex
        "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
        ".0-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333.-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0.",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0\u0661",
        // too short, too long, spaces, two in one
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 ",
        " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01,"
            + "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        // delimiters
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01",
        // the forbidden version, and a future one that does not append
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.what",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-012"
      })
  void anythingElseStartsANewTrace(@Nullable String header) {
    assertThat(Traceparent.parse(header)).isNull();
    var started = Traceparent.continueOrStart(header, random);
    assertThat(started.traceId()).isNotEqualTo(TRACE);
    assertThat(started.header()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
  }

  @Test
  void whatIsMadeParses() {
    for (int i = 0; i < 10_000; i++) {
      var started = Traceparent.start(random);
      assertThat(Traceparent.parse(started.header())).isEqualTo(started);
    }
  }

  @Test
  void idsAreNeverAllZero() {
    var started = Traceparent.start(() -> 0);
    assertThat(Traceparent.parse(started.header())).isEqualTo(started);
  }
}
