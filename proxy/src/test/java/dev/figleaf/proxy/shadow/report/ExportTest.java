package dev.figleaf.proxy.shadow.report;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.figleaf.proxy.shadow.DifferenceReport;
import dev.figleaf.proxy.shadow.ExampleJson;
import dev.figleaf.proxy.shadow.ExampleJson.Example;
import dev.figleaf.proxy.shadow.ExampleJson.Side;
import dev.figleaf.proxy.shadow.HeaderField;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports do what they say in the programs that they are for, whatever strangers wrote. */
class ExportTest {
  private static final String HOSTILE =
      "it's \"$(touch owned)\" `touch owned` \\ '; touch owned; '";

  @TempDir Path folder;

  private static DifferenceReport difference(Example example) {
    return new DifferenceReport(
        "0123456789ab",
        "catalog",
        example.method(),
        "/api/items/{id}\n; touch owned",
        "body:$.price",
        "value",
        List.of(),
        null,
        false,
        List.of(new DifferenceReport.Kept(SampleEvidence.NOW, example)));
  }

  private static Example example(String method, String target, String header, String body) {
    var json = List.of(new HeaderField("Content-Type", "application/json"));
    return new Example(
        method,
        target,
        List.of(
            new HeaderField("Content-Type", "application/json"),
            new HeaderField("X-Note", header),
            new HeaderField("Authorization", "‹redacted›"),
            new HeaderField("Content-Length", "7")),
        body,
        new Side(201, json, "{\"id\":7,\"note\":\"" + "ä" + "\"}", null),
        new Side(200, json, body + "\n" + header, null),
        List.of());
  }

  @Test
  void aStubAnswersInWireMockAsTheControlDid() throws IOException, InterruptedException {
    String stubs =
        ExportFormat.WIREMOCK.of(
            difference(example("POST", "/api/items?q=a%20b", "x", "{\"b\": 2, \"a\": 1}")));
    Files.createDirectories(folder.resolve("mappings"));
    Files.writeString(folder.resolve("mappings/figleaf.json"), stubs);
    var server =
        new WireMockServer(
            WireMockConfiguration.options()
                .dynamicPort()
                .usingFilesUnderDirectory(folder.toString()));
    server.start();
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(server.baseUrl() + "/api/items?q=a%20b"))
              .POST(HttpRequest.BodyPublishers.ofString("{\"a\":1,\"b\":2}"))
              .build();

      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(201);
      assertThat(answer.body()).isEqualTo("{\"id\":7,\"note\":\"ä\"}");
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    } finally {
      server.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HOSTILE,
        "@/etc/passwd",
        "",
        "%s\\n$0",
        "a\nb\r\nc",
        "ünï ✓ 🫖",
        "-o owned",
        "[1-3]{a,b}"
      })
  void aScriptSendsWhatTheClientSentAndNothingElseHappens(String text)
      throws IOException, InterruptedException {
    var server = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
    server.start();
    try {
      var example =
          example("POST", "/api/items?q=[1-3]&n='" + text.strip().replace("%", "%25"), text, text);
      Process shell = run(ExportFormat.CURL.of(difference(example)), server.baseUrl());

      assertThat(shell.exitValue())
          .as(new String(shell.getErrorStream().readAllBytes(), UTF_8))
          .isZero();
      assertThat(folder.resolve("owned")).doesNotExist();
      assertThat(server.getAllServeEvents()).hasSize(1);
      LoggedRequest request = server.getAllServeEvents().getFirst().getRequest();
      assertThat(request.getBodyAsString()).isEqualTo(text);
      assertThat(request.getUrl()).startsWith("/api/items?q=[1-3]&n='");
      assertThat(request.containsHeader("Authorization")).isFalse();
    } finally {
      server.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "DELETE", "G'; touch owned; '"})
  void everyMethodIsSent(String method) throws IOException, InterruptedException {
    var server = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
    server.start();
    try {
      Process shell =
          run(ExportFormat.CURL.of(difference(example(method, "/a", "x", ""))), server.baseUrl());

      assertThat(shell.exitValue()).isZero();
      assertThat(folder.resolve("owned")).doesNotExist();
      assertThat(server.getAllServeEvents().getFirst().getRequest().getMethod().value())
          .isEqualTo(method.length() < 8 ? method : "GET");
    } finally {
      server.stop();
    }
  }

  /** Thousands of words in one shell: what comes out is what went in. */
  @Test
  void noTextBreaksOutOfItsQuotes() throws IOException, InterruptedException {
    var random = new Random(7);
    String alphabet = "'\"\\$`!;&|<>(){}[]*?~#\n\t %@-=a0é🫖\u0001";
    int[] signs = alphabet.codePoints().toArray();
    var script = new StringBuilder();
    var expected = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      var text = new StringBuilder();
      random
          .ints(random.nextInt(12), 0, signs.length)
          .forEach(at -> text.appendCodePoint(signs[at]));
      script.append("printf '%s\\0' ").append(ExportCurl.quoted(text.toString())).append('\n');
      expected.append(text).append('\0');
    }

    Process shell = run(script.toString(), "");

    assertThat(shell.exitValue()).isZero();
    assertThat(Files.readString(folder.resolve("out"))).isEqualTo(expected.toString());
  }

  private Process run(String script, String url) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("script.sh"), script);
    var builder = new ProcessBuilder("sh", file.toString()).directory(folder.toFile());
    builder.environment().put("FIGLEAF_URL", url);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.redirectOutput(folder.resolve("out").toFile());
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "### \nGET http://evil.example/",
        "< /etc/passwd",
        "> {% client.log(1) %}",
        "{{$processEnv HOME}}",
        "@url = http://evil.example",
        "# @name x"
      })
  void whatWouldMeanSomethingInAFileForEditorsIsOnlyAComment(String body) {
    String file = ExportFormat.HTTP.of(difference(example("POST", "/{{url}}", body, body)));

    assertThat(file.lines().filter(line -> !line.startsWith("#  ")).toList())
        .containsExactly(
            "@url = http://127.0.0.1:8080",
            "",
            "###",
            "POST {{url}}/%7B%7Burl%7D%7D",
            "Content-Type: application/json");
  }

  @ParameterizedTest
  @EnumSource(ExportFormat.class)
  void secretsAreSaidToBeMissingAndNotSent(ExportFormat format) {
    String text = format.of(difference(example("GET", "/a", "x", "")));

    assertThat(text).doesNotContain("‹redacted›");
    assertThat(text.contains("add your own: Authorization"))
        .isEqualTo(format != ExportFormat.WIREMOCK);
  }

  @Test
  void anAnswerThatWasRecordedBecomesAStub() {
    String recorded =
        """
        {"request":{"method":"GET","target":"/a","headers":[],"body":""},
         "control":{"status":200,"headers":[["Date","x"],["ETag","1"]],"body":"hi"}}""";

    String stub = ExportWireMock.mapping(recorded).orElseThrow();

    assertThat(ExportWireMock.nameOf(stub)).isEqualTo("GET /a");
    assertThat(stub).contains("\"ETag\"", "\"body\" : \"hi\"").doesNotContain("Date");
    assertThat(ExportWireMock.mapping("{}")).isEmpty();
    assertThat(ExportWireMock.mapping("\n")).isEmpty();
    assertThat(ExampleJson.read(recorded)).isPresent();
  }

  @Test
  void aBodyThatWasNotKeptIsSaidAndNotSent() {
    var difference = difference(example("POST", "/a", "x", "‹12 bytes›"));

    assertThat(ExportFormat.CURL.of(difference))
        .contains("# the request's body was not kept: ‹12 bytes›")
        .doesNotContain("--data-raw");
    assertThat(ExportFormat.WIREMOCK.of(difference))
        .contains("\"incomplete\"")
        .doesNotContain("bodyPatterns");
  }
}
