package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.history.WeightOverride;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators do to what is live. */
class ChangesApiTest {
  private static final String CATALOG = "/api/overrides/catalog";

  private final DeskFixture desk;
  private final AdminClient admin;
  private final FakeOperations operations;

  ChangesApiTest() throws TimeoutException {
    desk = new DeskFixture();
    admin = desk.admin;
    operations = desk.operations;
  }

  @AfterEach
  void stop() throws TimeoutException {
    desk.close();
  }

  private RuleEvent last() {
    return operations.history(0, 1).getFirst();
  }

  private WeightOverride override() {
    return Objects.requireNonNull(operations.state().overrides().get("catalog"));
  }

  @Test
  void anOverrideSaysWhoDidItFromWhereAndWhy() throws IOException {
    var reply =
        admin.put(
            CATALOG, "{\"weight\":\"0%\",\"for\":\"1h\",\"because\":\" errors \",\"by\":\"ann\"}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ETag")).contains("\"2\"");
    assertThat(reply.json().getString("kind")).isEqualTo("override-set");
    assertThat(reply.json().getBoolean("live")).isTrue();
    assertThat(last().author()).isEqualTo(new Author("ann", "api 127.0.0.1", "errors"));
    assertThat(override().weight().toString()).isEqualTo("0%");
    assertThat(override().until()).isNotNull();
  }

  @Test
  void whoSaysNoNameIsTheOperator() throws IOException {
    admin.put(CATALOG, "{\"weight\":\"0%\"}");
    assertThat(last().author()).isEqualTo(new Author("operator", "api 127.0.0.1", null));
    assertThat(override().until()).isNull();
  }

  @Test
  void anOverrideIsLiftedWithAReasonInTheQueryOrInABody() throws IOException {
    admin.put(CATALOG, "{\"weight\":\"0%\"}");
    assertThat(admin.delete(CATALOG + "?because=well%20again").status()).isEqualTo(200);
    assertThat(last().author().because()).isEqualTo("well again");
    admin.put(CATALOG, "{\"weight\":\"0%\"}");
    admin.send("DELETE", CATALOG, "application/json", "{\"because\":\"again\"}");
    assertThat(last().author().because()).isEqualTo("again");
    assertThat(last().change()).isEqualTo(new Change.OverrideEnded("catalog", false));
  }

  @Test
  void panicAndCalmNeedNoReason() throws IOException {
    var panic = admin.request("POST", "/api/panic");
    assertThat(panic.status()).isEqualTo(200);
    assertThat(panic.json().getString("kind")).isEqualTo("panicked");
    assertThat(admin.delete("/api/panic").json().getString("kind")).isEqualTo("calmed");
  }

  @Test
  void panicTwiceIsRefusedWithItsCode() throws IOException {
    admin.post("/api/panic", "{\"because\":\"fire\"}");
    var reply = admin.post("/api/panic", "{}");
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.header("Content-Type")).contains("application/problem+json");
    assertThat(reply.json().getString("code")).isEqualTo("panicked-already");
    assertThat(reply.json().getString("detail")).isEqualTo("there is a panic already");
  }

  @Test
  void aRollbackNamesItsRevision() throws IOException {
    var reply = admin.post("/api/rollback", "{\"to\":1,\"because\":\"worse\"}");
    assertThat(reply.json().getString("summary")).isEqualTo("rolled back to revision 1");
    assertThat(admin.post("/api/rollback", "{\"to\":99}").json().getString("code"))
        .isEqualTo("unknown-revision");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "\"1-k3j\"", "*"})
  void whatOneLookedAtIsStillLive(String tag) throws IOException {
    assertThat(admin.put(CATALOG, "{\"weight\":\"0%\"}", "If-Match: " + tag).status())
        .isEqualTo(200);
  }

  @Test
  void whatOneLookedAtIsNotLiveAnyMore() throws IOException {
    admin.post("/api/panic", "{}");
    var reply = admin.put(CATALOG, "{\"weight\":\"0%\"}", "If-Match: \"1\"");
    assertThat(reply.status()).isEqualTo(412);
    assertThat(reply.json().getString("code")).isEqualTo("revision-changed");
    assertThat(operations.state().overrides()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "W/\"1\"", "\"x\"", "\"1\", \"2\""})
  void anIfMatchThatIsNoTagOfOursIsRefused(String tag) throws IOException {
    assertThat(admin.put(CATALOG, "{\"weight\":\"0%\"}", "If-Match: " + tag).status())
        .isEqualTo(400);
  }

  @Test
  void anEventThatWaitsForTheStoreSaysSo() throws IOException {
    assertThat(admin.post("/api/panic", "{}").header("Figleaf-Kept")).contains("store");
    operations.keeping = new RuleOperations.Keeping(false, false, 1);
    assertThat(admin.delete("/api/panic").header("Figleaf-Kept")).contains("disk");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | weight is missing",
        "{\"weight\":\"120%\"} | weight: 120% is more than 100%",
        "{\"weight\":20} | weight is no text",
        "{\"weight\":\"0%\",\"for\":\"soon\"} | for: ",
        "{\"weight\":\"0%\",\"becuase\":\"x\"} | known are because, by, for, weight",
        "[] | the body is no object of JSON",
        "{ | the body is no object of JSON"
      })
  void aBodyThatCannotBeReadSaysWhatIsWrong(String body, String sentence) throws IOException {
    var reply = admin.put(CATALOG, body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().getString("detail")).startsWith(sentence.strip());
    assertThat(operations.state().revision()).isEqualTo(1);
  }

  @Test
  void namesAndReasonsAreBounded() throws IOException {
    String name = "n".repeat(101);
    String reason = "r".repeat(501);
    assertThat(admin.post("/api/panic", "{\"by\":\"" + name + "\"}").status()).isEqualTo(400);
    assertThat(admin.post("/api/panic", "{\"because\":\"" + reason + "\"}").status())
        .isEqualTo(400);
    assertThat(admin.post("/api/rollback", "{\"to\":\"1\"}").status()).isEqualTo(400);
    assertThat(operations.state().revision()).isEqualTo(1);
  }

  @Test
  void aPageOfAnotherOriginChangesNothing() throws IOException {
    for (String header :
        new String[] {"Origin: http://evil.example", "Sec-Fetch-Site: cross-site"}) {
      assertThat(admin.put(CATALOG, "{\"weight\":\"0%\"}", header).status()).isEqualTo(403);
      assertThat(admin.delete("/api/panic", header).status()).isEqualTo(403);
    }
    assertThat(operations.state().revision()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/panic,'POST, DELETE'",
    "POST,/api/overrides/catalog,'PUT, DELETE'",
    "GET,/api/rollback,POST",
    "DELETE,/api/history/1,'GET, HEAD'",
    "PATCH,/api/status,'GET, HEAD'"
  })
  void otherMethodsAreRefusedWithThoseAllowed(String method, String path, String allowed)
      throws IOException {
    var reply = admin.request(method, path);
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).contains(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 16385"})
  void aBodyOfNoKnownOrTooGreatALengthIsRefused(String framing) throws IOException {
    var reply =
        admin.raw(
            "PUT "
                + CATALOG
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + framing
                + "\r\n\r\n");
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.header("Connection")).contains("close");
  }

  @Test
  void whatIsChangedByJsonIsNotChangedByAForm() throws IOException {
    assertThat(admin.form("/api/panic", "because=x").status()).isEqualTo(413);
    assertThat(operations.state().revision()).isEqualTo(1);
  }
}
