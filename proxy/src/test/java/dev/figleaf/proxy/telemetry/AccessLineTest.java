package dev.figleaf.proxy.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one line of the access log says. */
class AccessLineTest {
  private static final Pattern ROW = Pattern.compile("^\\| `([a-z_]+)` \\|");
  private static final Pattern BREAKS =
      Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]");

  @Test
  void aLineHasEveryFieldInItsOrder() {
    assertThat(line(Outcomes.recovered()))
        .isEqualTo(
            """
            {"time":"2026-01-02T03:04:05.006Z","request_id":"req-1",\
            "trace_id":"0af7651916cd43dd8448eb211c80319c","client":"203.0.113.9","peer":"10.0.0.1",\
            "method":"GET","scheme":"https","host":"shop.example.com","path":"/api/catalog/items/7",\
            "query":"page=2","protocol":"HTTP/1.1","status":504,"code":"response-timeout",\
            "route":"catalog","upstream":"catalog","endpoint":"10.0.0.7:8082","seam":"catalog",\
            "share":0.199999,"cohort_key":"header:X-User-Id","revision":7,"total_ms":10.000,\
            "match_ms":0.020,"connect_ms":1.000,"send_ms":0.079,"head_ms":7.000,"body_ms":1.900,\
            "bytes_in":12,"bytes_out":3456,"retries":1,"hedged":true,\
            "rescued":"connect-failed","fallback":"upstream-reset","cache":"miss",\
            "parts":"user;ok, orders;timeout;default","client_gone":true,\
            "user_agent":"curl/8.5.0"}
            """);
  }

  @Test
  void whatDoesNotApplyIsLeftOut() {
    var refused = new Outcome();
    refused.status = 404;
    assertThat(line(refused))
        .isEqualTo(
            """
            {"time":"1970-01-01T00:00:00.000Z","request_id":"-","client":"-","method":"-",\
            "scheme":"http","host":"","path":"/","protocol":"HTTP/1.1","status":404,"route":"-",\
            "upstream":"-","revision":0,"bytes_in":0,"bytes_out":0}
            """);
  }

  @Test
  void queriesCanBeSwitchedOff() {
    var json = new JsonLines();
    new AccessLine(false).write(Outcomes.recovered(), json);
    assertThat(text(json)).doesNotContain("query", "page=2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"}\n{\"status\":200",
        "\\",
        "\\\"",
        "a\rb\nc\td\be\ff",
        "\u0000\u0001\u001b[31m\u007f",
        "\u0085\u009b",
        "\u2028\u2029",
        "äöü ß €",
        "𝄞🙂",
        ""
      })
  void valuesOfStrangersAreEscapedAndComeBackAsTheyWere(String value) throws Exception {
    var outcome = Outcomes.recovered();
    outcome.userAgent = value;
    outcome.path = value;
    outcome.rawQuery = value;
    outcome.host = value;
    var line = line(outcome);
    assertThat(line.lines()).hasSize(1);
    assertThat(BREAKS.matcher(line.strip()).find()).as("unescaped control in %s", line).isFalse();
    var json = parse(line);
    assertThat(json.get("user_agent").textValue()).isEqualTo(value);
    assertThat(json.get("path").textValue()).isEqualTo(value);
    assertThat(json.get("query").textValue()).isEqualTo(value);
    assertThat(json.get("host").textValue()).isEqualTo(value);
    assertThat(json.get("status").intValue()).isEqualTo(504);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "\udc00", "\ud800x", "x\ud83d", "\udc00\ud800", "\ud800\ud800"})
  void halfASurrogatePairBecomesTheReplacementCharacter(String value) throws Exception {
    var outcome = Outcomes.recovered();
    outcome.userAgent = value;
    assertThat(parse(line(outcome)).get("user_agent").textValue())
        .isEqualTo(value.replaceAll("[\\ud800-\\udfff]", "\ufffd"));
  }

  @Test
  void aVeryLongValueEndsWithAnEllipsis() throws Exception {
    var outcome = Outcomes.recovered();
    outcome.userAgent = "x".repeat(100_000);
    assertThat(parse(line(outcome)).get("user_agent").textValue())
        .isEqualTo("x".repeat(JsonLines.MAX_VALUE) + "…");
  }

  @Test
  void theEndOfALongValueNeverCutsACharacterInTwo() throws Exception {
    var outcome = Outcomes.recovered();
    outcome.userAgent = "x".repeat(JsonLines.MAX_VALUE - 1) + "🙂🙂";
    assertThat(parse(line(outcome)).get("user_agent").textValue())
        .isEqualTo("x".repeat(JsonLines.MAX_VALUE - 1) + "🙂…");
  }

  @Test
  void theLongestPossibleLineStaysOne() throws Exception {
    var outcome = Outcomes.recovered();
    var worst = "\u0001".repeat(5_000);
    outcome.userAgent = worst;
    outcome.path = worst;
    outcome.rawQuery = worst;
    outcome.host = worst;
    assertThat(parse(line(outcome)).get("query").textValue())
        .isEqualTo("\u0001".repeat(JsonLines.MAX_VALUE) + "…");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 9, 10, 99, 100, 12_345, Long.MAX_VALUE, -1, -10, Long.MIN_VALUE + 1})
  void numbersAreWrittenWhole(long number) throws Exception {
    var outcome = Outcomes.recovered();
    outcome.bytesOut = number;
    assertThat(parse(line(outcome)).get("bytes_out").longValue()).isEqualTo(number);
  }

  @Test
  void aLateInstantBeforeAnEarlierOneCountsAsNoTime() throws Exception {
    var outcome = Outcomes.recovered();
    outcome.headNanos = outcome.sentNanos - 5_000_000;
    assertThat(parse(line(outcome)).get("head_ms").decimalValue()).isEqualByComparingTo("0");
  }

  @Test
  void everyFieldIsDocumentedInItsOrder() throws Exception {
    var documented = new ArrayList<String>();
    for (var row : Files.readAllLines(Path.of("../docs/access-log.md"))) {
      var match = ROW.matcher(row);
      if (match.find()) {
        documented.add(match.group(1));
      }
    }
    var written = new ArrayList<String>();
    parse(line(Outcomes.recovered())).fieldNames().forEachRemaining(written::add);
    assertThat(documented).isEqualTo(written);
  }

  private static String line(Outcome outcome) {
    var json = new JsonLines();
    new AccessLine(true).write(outcome, json);
    return text(json);
  }

  /** Fails on bytes that are not UTF-8. */
  private static String text(JsonLines json) {
    try {
      return UTF_8.newDecoder().decode(json.written()).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode parse(String line) throws Exception {
    return new ObjectMapper().readTree(line);
  }
}
