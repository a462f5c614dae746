package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.figleaf.rules.CompareSpec;
import dev.figleaf.rules.FieldPath;
import dev.figleaf.rules.NoiseSpec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Secrets of every kind are sent through, and nothing of them may come out. */
class CanaryTest {
  private static final String CANARY = "canary";
  private static final String BASIC =
      Base64.getEncoder().encodeToString("ada:canary-password".getBytes(StandardCharsets.UTF_8));

  private final Bench bench = new Bench();

  @Test
  void nothingThatIsSecretIsKeptOrLogged() {
    var recorded = new ArrayList<String>();
    String logged =
        captured(
            () -> {
              try (var _ = bench.judge.record("catalog", recorded::add)) {
                sendSecrets();
              }
            });
    assertThat(bench.examples()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(recorded).hasSize(3);
    assertThat(leaks(bench.batches.toString())).isEmpty();
    assertThat(leaks(recorded.toString())).isEmpty();
    assertThat(leaks(logged)).isEmpty();
  }

  /** What stands around each secret that came out. */
  private static List<String> leaks(String text) {
    return Pattern.compile(".{0,60}(" + CANARY + "|" + Pattern.quote(BASIC) + ").{0,30}")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private void sendSecrets() {
    Subject subject = bench.living("catalog", Bench.spec(redacting(3)));
    ShadowedRequest request =
        new ShadowedRequest(
            "POST",
            "/login",
            "/login?access_token=canary-query&next=/canary-query&a=canary%20space",
            List.of(
                new HeaderField("Authorization", "Bearer canary-bearer-token"),
                new HeaderField("Proxy-Authorization", "Basic " + BASIC),
                new HeaderField("Cookie", "SID=canary-cookie; t=canary%20space"),
                new HeaderField("X-Tenant", "canary-tenant"),
                new HeaderField("Content-Type", "application/json")),
            "{\"password\":\"canary-body\",\"customer\":{\"email\":\"canary@example.org\"}}"
                .getBytes(StandardCharsets.UTF_8),
            false,
            null,
            "r-1");
    Reply control = reply("1");
    Reply candidate = reply("2");
    Asking again = Bench.always(control, candidate);
    bench.compare(new Pair(subject, request, control, candidate, again));
    bench.compare(new Pair(subject, request, control, new Reply.Failed("reset", true), again));
    Reply plain =
        Bench.answered(
            Answers.answer(
                200, "hello canary-password, canary-cookie", "content-type", "text/plain"));
    bench.compare(new Pair(subject, request, control, plain, again));
    bench.judge.live(subject, "GET", "/reset/eyJhbGciOiJIUzI1NiJ9." + "canary".repeat(12), 200);
    bench.flush();
  }

  // The same secrets in both answers, in all places, and beside them in each another.
  private static Reply reply(String own) {
    String body =
        """
        {"token":"canary-%1$s","customer":{"email":"canary%1$s@example.org"},
         "echo":"canary-bearer-token %1$s","canary-cookie":%1$s,"user":"canary-password",
         "list":[{"api_key":"canary-%1$s"}],"note":"pwd=canary%1$s","price":%1$s,
         "space":"%1$s canary space"}
        """
            .formatted(own);
    return Bench.answered(
        Answers.answer(
            200,
            body,
            "content-type",
            "application/json",
            "set-cookie",
            "SID=canary-set-cookie-" + own + "; Path=/" + own,
            "x-tenant",
            "canary-tenant-" + own,
            "location",
            "/next?token=canary-" + own + "&t=canary-query"));
  }

  @Test
  void withoutExamplesNoValueIsKeptAtAll() {
    Subject subject = bench.living("catalog", Bench.spec(redacting(0)));
    Reply control = Bench.answered(Answers.json("{\"name\":\"canary one\"}"));
    Reply candidate = Bench.answered(Answers.json("{\"name\":\"canary two\"}"));
    bench.compare(
        new Pair(
            subject,
            Bench.request("POST", "/items", false, null),
            control,
            candidate,
            Bench.always(control, candidate)));
    assertThat(bench.count("real")).isEqualTo(1);
    assertThat(bench.examples()).isEmpty();
    assertThat(leaks(bench.batches.toString())).isEmpty();
  }

  @Test
  void examplesAreBoundedInNumberAndLengthAndSayWhatWasSeen() throws Exception {
    Subject subject = bench.living("catalog", Bench.spec(redacting(2)));
    Reply control = Bench.answered(Answers.json("{\"name\":\"" + "a".repeat(40_000) + "\"}"));
    Reply candidate = Bench.answered(Answers.json("{\"name\":\"b\"}"));
    for (int i = 0; i < 5; i++) {
      bench.compare(
          new Pair(
              subject,
              Bench.request("PUT", "/items/7?x=1", false, null, "Accept", "*/*"),
              control,
              candidate,
              Bench.always(control, candidate)));
    }
    assertThat(bench.examples()).hasSize(2);
    assertThat(bench.examples()).extracting(row -> row.id()).doesNotHaveDuplicates();
    JsonNode json = new ObjectMapper().readTree(bench.examples().getFirst().content());
    assertThat(json.at("/request/method").asText()).isEqualTo("PUT");
    assertThat(json.at("/request/target").asText()).isEqualTo("/items/7?x=1");
    assertThat(json.at("/request/headers/0/0").asText()).isEqualTo("Accept");
    assertThat(json.at("/control/status").asInt()).isEqualTo(200);
    assertThat(json.at("/control/body").asText()).hasSize(Examples.BODY + 1);
    assertThat(json.at("/candidate/body").asText()).isEqualTo("{\"name\":\"b\"}");
    assertThat(json.at("/candidate/headers/0/1").asText()).isEqualTo("application/json");
    assertThat(json.at("/differences/0/path").asText()).isEqualTo("body:$.name");
    assertThat(json.at("/differences/0/kind").asText()).isEqualTo("value");
    assertThat(json.at("/differences/0/candidate").asText()).isEqualTo("b");
  }

  @Test
  void aRecordingThatFailsEndsAndSoDoesOneThatIsClosed() throws Exception {
    Subject subject = bench.quiet("catalog");
    var heard = new ArrayList<String>();
    AutoCloseable recording = bench.judge.record("catalog", heard::add);
    bench.judge.record(
        "catalog",
        _ -> {
          throw new IllegalStateException("full");
        });
    Reply answer = Bench.answered(Answers.json("{}"));
    var pair =
        new Pair(subject, Bench.get("/items/7"), answer, answer, Bench.always(answer, answer));
    bench.compare(pair, pair);
    recording.close();
    bench.compare(pair);
    assertThat(heard).hasSize(2);
    assertThat(heard.getFirst())
        .contains("\"control\":{\"status\":200")
        .doesNotContain("candidate");
    assertThat(bench.count("equal")).isEqualTo(3);
  }

  private static CompareSpec redacting(int examples) {
    return new CompareSpec(
        List.of(),
        List.of(),
        Map.of(),
        null,
        List.of(),
        List.of("X-Tenant", "X-Echo"),
        NoiseSpec.STANDARD,
        List.of(),
        List.of(FieldPath.parse("body:$.customer.email"), FieldPath.parse("header:X-Tenant")),
        examples);
  }

  private interface Throwing {
    void run() throws Exception;
  }

  private static String captured(Throwing what) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var bytes = new ByteArrayOutputStream();
    var all = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    System.setOut(all);
    System.setErr(all);
    try {
      what.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
