package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.FieldPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private static final String CANARY = "canary-7f9c24e8";
  private static final Redactor REDACTOR =
      Redactor.of(
              List.of(
                  FieldPath.parse("body:$.user.card"),
                  FieldPath.parse("header:X-Customer"),
                  FieldPath.parse("body:/order/card")))
          .forRequest(
              List.of(
                  new HeaderField("Authorization", "Bearer " + CANARY),
                  new HeaderField("Cookie", "SESSION=" + CANARY + "; theme=dark")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "Proxy-Authorization",
        "COOKIE",
        "Set-Cookie",
        "X-Customer",
        "X-Api-Key"
      })
  void credentialsInHeadersNeverLeave(String name) {
    assertThat(
            Redactor.of(List.of(FieldPath.parse("header:X-Customer")))
                .headers(List.of(new HeaderField(name, "other-secret"))))
        .containsExactly(new HeaderField(name, Redactor.REDACTED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"user\":{\"card\":\"CANARY\",\"name\":\"n\"}}",
        "{\"user\":{\"card\":{\"number\":[\"CANARY\"]}}}",
        "{\"access_token\":\"CANARY\"}",
        "{\"a\":[{\"Password\":\"CANARY\"}]}",
        "{\"echo\":\"you sent CANARY\"}",
        "{\"user\":{\"card\":\"CANARY\"",
        "{\"user\":1,\"user\":{\"card\":\"CANARY\"}}",
      })
  void secretsInJsonNeverLeave(String body) {
    assertThat(REDACTOR.body(Answers.json(body.replace("CANARY", CANARY)), 10_000))
        .doesNotContain(CANARY);
    assertThat(REDACTOR.body(Answers.json(body.replace("CANARY", CANARY)), 10_000))
        .contains(Redactor.REDACTED);
  }

  @Test
  void whatIsNoSecretStays() {
    assertThat(REDACTOR.body(Answers.json("{\"name\":\"tea\",\"user\":{\"id\":7}}"), 10_000))
        .isEqualTo("{\"name\":\"tea\",\"user\":{\"id\":7}}");
  }

  @Test
  void secretsInTextAndMarkupNeverLeave() {
    assertThat(REDACTOR.body(Answers.text("password=hunter22&x=1"), 100))
        .isEqualTo("password=" + Redactor.REDACTED + "&x=1");
    assertThat(REDACTOR.body(Answers.xml("<order><card>1234</card></order>"), 100))
        .doesNotContain("1234");
    assertThat(REDACTOR.target("/login?token=" + CANARY + "&x=1"))
        .isEqualTo("/login?token=" + Redactor.REDACTED + "&x=1");
  }

  @Test
  void tokensAreKnownByTheirForm() {
    String jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    assertThat(REDACTOR.body(Answers.text("see " + jwt + " there"), 100))
        .isEqualTo("see " + Redactor.REDACTED + " there");
  }

  @Test
  void differencesAtSecretPlacesShowNoValue() {
    for (String path :
        List.of(
            "body:$.user.card",
            "body:$.user.card.number",
            "body:$.items[*].password",
            "header:x-customer",
            "body:/order/card",
            "body:$.very['long…")) {
      Difference redacted =
          REDACTOR.difference(new Difference.Value(path, Seen.text("s1"), Seen.text("s2")));
      assertThat(redacted.control().text()).as(path).isEqualTo(Redactor.REDACTED);
      assertThat(redacted.candidate().text()).as(path).isEqualTo(Redactor.REDACTED);
    }
  }

  @Test
  void aSecretThatIsCutInHalfDoesNotLeaveEither() {
    var seen = Seen.text("x".repeat(Seen.LONGEST - 9) + CANARY);
    Difference redacted =
        REDACTOR.difference(new Difference.Value("body:$.a", seen, Seen.text("y")));
    assertThat(redacted.control().text()).doesNotContain(CANARY.substring(0, 9));
  }

  @Test
  void bodiesAreBounded() {
    assertThat(REDACTOR.body(Answers.text("a".repeat(1_000)), 10)).isEqualTo("a".repeat(10) + "…");
  }
}
