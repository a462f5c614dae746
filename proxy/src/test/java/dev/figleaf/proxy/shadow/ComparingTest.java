package dev.figleaf.proxy.shadow;

import static dev.figleaf.proxy.shadow.Answers.answer;
import static dev.figleaf.proxy.shadow.Answers.differences;
import static dev.figleaf.proxy.shadow.Answers.html;
import static dev.figleaf.proxy.shadow.Answers.json;
import static dev.figleaf.proxy.shadow.Answers.text;
import static dev.figleaf.proxy.shadow.Answers.xml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.figleaf.proxy.json.Expression;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComparingTest {

  @Test
  void anotherStatusIsTheOnlyDifferenceThatIsNamed() {
    assertThat(differences(json("{\"a\":1}"), answer(404, "no")))
        .containsExactly("STATUS status 200 404");
  }

  @Test
  void equivalentStatusesAreTheSame() {
    var said = new Answers.Said().equivalent(404, 410);
    assertThat(said.differences(answer(404, ""), answer(410, ""))).isEmpty();
    assertThat(said.differences(answer(404, ""), answer(403, ""))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Type | text/html; charset=UTF-8 | text/html;charset=utf-8",
        "Cache-Control | no-cache, private | Private,no-cache",
        "ETag | \"a\" | \"b\"",
        "Set-Cookie | S=1; Path=/; HttpOnly | S=2; httponly; path=/",
        "Set-Cookie | S=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT | S=1; expires=x",
        "Date | Thu, 01 Jan 2026 00:00:00 GMT | x",
        "Server | old | new",
      })
  void headersAreComparedByWhatTheyMean(String name, String control, String candidate) {
    assertThat(differences(answer(200, "", name, control), answer(200, "", name, candidate)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Type | text/html | text/plain | header:content-type",
        "Location | /a | /b | header:location",
        "Cache-Control | no-store | public | header:cache-control",
        "Set-Cookie | S=1; Secure | S=1 | cookie:S",
        "Set-Cookie | S=1 | T=1 | cookie:S cookie:T",
      })
  void headersThatClientsActOnDiffer(String name, String control, String candidate, String places) {
    Comparison comparison =
        new Answers.Said()
            .compare(answer(200, "", name, control), answer(200, "", name, candidate));
    assertThat(comparison.differences())
        .extracting(Difference::path)
        .containsExactly(places.split(" "));
  }

  @Test
  void aCookiesValueIsNeverShown() {
    assertThat(differences(answer(200, "", "Set-Cookie", "S=secret; Path=/"), answer(200, "")))
        .containsExactly("HEADER cookie:S path=/");
  }

  @Test
  void aHeaderIsIgnoredAndAnotherIsAdded() {
    var said = new Answers.Said().ignore("header:Location").header("X-Total").ignore("cookie:S");
    assertThat(
            said.differences(
                answer(200, "", "Location", "/a", "X-Total", "1", "Set-Cookie", "S=1"),
                answer(200, "", "Location", "/b", "X-Total", "2")))
        .containsExactly("HEADER header:x-total 1 2");
  }

  @Test
  void layoutAndOrderOfAttributesOfMarkupMeanNothing() {
    assertThat(
            differences(
                xml("<o b='1' a=\"2\"><i>x  y</i><!-- old --></o>"),
                xml("<?xml version='1.0'?>\n<o a='2' b='1'>\n  <i>x y</i>\n</o>")))
        .isEmpty();
    assertThat(differences(html("<P class=a id=b>Hi"), html("<p id='b' class='a'> Hi </p>")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<o><i>1</i></o> | <o><i>2</i></o> | VALUE body:/o/i 1 2",
        "<o><i n='1'/></o> | <o><i n='2'/></o> | VALUE body:/o/i/@n 1 2",
        "<o><i/></o> | <o/> | MISSING body:/o/i <i>",
        "<o><a/><b/></o> | <o><b/><a/></o> | ORDER body:/o <o> <o>",
        "<o xmlns='a'/> | <o xmlns='b'/> | TYPE body:/* <o> <o>",
      })
  void markupIsComparedByStructure(String control, String candidate, String named) {
    assertThat(differences(xml(control), xml(candidate))).containsExactly(named);
  }

  @Test
  void placesOfMarkupAreIgnoredAndTolerated() {
    var said =
        new Answers.Said().ignore("body://input/@value").tolerance("body:/html/body/p", "5s");
    assertThat(
            said.differences(
                html("<p>2026-01-01T00:00:00Z</p><input value=a>"),
                html("<p>2026-01-01T00:00:03Z</p><input value=b>")))
        .isEmpty();
  }

  @Test
  void xmlIsReadInTheCharsetThatItNames() {
    byte[] latin =
        "<?xml version='1.0' encoding='ISO-8859-1'?><o>é</o>".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(
            differences(
                xml("<o>é</o>"), Answers.bytes(200, latin, "content-type", "application/xml")))
        .isEmpty();
  }

  @Test
  void entitiesNeverExpandAndNothingIsFetched() {
    String bomb = "<!DOCTYPE o [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><o>&b;</o>";
    String outside = "<!DOCTYPE o [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><o>&x;</o>";
    for (String hostile : List.of(bomb, outside)) {
      Comparison comparison = new Answers.Said().compare(xml("<o/>"), xml(hostile));
      assertThat(comparison.unread()).containsExactly(Unread.NOT_XML);
      assertThat(Answers.words(comparison).toString()).doesNotContain("aaaaaaaaaaaaa", "root:");
    }
  }

  @Test
  void textIsComparedByLines() {
    assertThat(differences(text("a\nb\nc\n"), text("a\r\nB\r\nc")))
        .containsExactly("VALUE body:lines[*] b B");
    assertThat(differences(text("a\nb\nc"), text("a\nc")))
        .containsExactly("MISSING body:lines[*] b");
  }

  @Test
  void theRestIsComparedByHash() {
    assertThat(
            differences(
                answer(200, "x", "content-type", "image/png"),
                answer(200, "y", "content-type", "image/png")))
        .singleElement()
        .asString()
        .startsWith("VALUE body 1 bytes, hash ");
  }

  @Test
  void bodiesOverTheLimitAreComparedByHash() {
    assertThat(differences(captured("abc", 2), captured("abc", 2))).isEmpty();
    assertThat(differences(captured("abc", 2), captured("abd", 2))).hasSize(1);
    assertThat(differences(captured("ab", 2), captured("abd", 2))).hasSize(1);
  }

  @Test
  void anAnswerThatBrokeOffSaysNothing() {
    var capture = new BodyCapture(10);
    var broken = new Answer(200, List.of(), capture.brokenOff(), Duration.ZERO);
    Comparison comparison = new Answers.Said().compare(answer(200, "x"), broken);
    assertThat(comparison.isEqual()).isTrue();
    assertThat(comparison.isConclusive()).isFalse();
  }

  @Test
  void aBodyThatIsIgnoredAsAWholeIsNotLookedAt() {
    assertThat(new Answers.Said().ignore("body").differences(json("{\"a\":1}"), json("{\"a\":2}")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$.a[", "/a/", "a ~> /x+/", "$match(a, /(a+)+$/)", "{ \"x\": "})
  void anExpressionThatIsWrongOrCouldRunForeverIsRefused(String expression) {
    assertThatThrownBy(() -> Expression.of(expression))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anExpressionThatNeverEndsIsStopped() {
    var said = new Answers.Said().map("($f := function($x) { $f($x + 1) }; $f(0))");
    long before = System.nanoTime();
    assertThat(said.differences(json("1"), json("1"))).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
  }

  private static Answer captured(String body, int limit) {
    var capture = new BodyCapture(limit);
    for (byte one : body.getBytes(StandardCharsets.UTF_8)) {
      capture.add(ByteBuffer.wrap(new byte[] {one}));
    }
    return new Answer(200, List.of(), capture.end(), Duration.ZERO);
  }
}
