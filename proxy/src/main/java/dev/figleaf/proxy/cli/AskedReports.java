package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.figleaf.proxy.shadow.Verdict.Standing;
import dev.figleaf.proxy.shadow.report.ExportFormat;
import dev.figleaf.proxy.shadow.report.ReportFormat;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a facade that runs, at its admin listener. */
final class AskedReports implements ReportSource {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI facade;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  AskedReports(URI facade) {
    this.facade = facade;
  }

  @Override
  public Said report(
      @Nullable String subject, ReportFormat format, @Nullable String since, boolean colour) {
    String path = subject == null ? "/api/shadow" : "/api/shadow/" + encoded(subject);
    String query = "?format=" + word(format) + (colour ? "&colour=true" : "");
    HttpResponse<String> answer =
        answer(get(path + query + (since == null ? "" : "&since=" + encoded(since))));
    return new Said(
        answer.body(),
        answer
            .headers()
            .firstValue("Figleaf-Verdict")
            .map(verdict -> Standing.valueOf(verdict.toUpperCase(Locale.ROOT)))
            .orElse(Standing.INSUFFICIENT));
  }

  @Override
  public String accept(String id, String because, String until, String by) {
    String body =
        JSON.createObjectNode()
            .put("because", because)
            .put("until", until)
            .put("by", by)
            .toString();
    return json(answer(post(acceptance(id), body)).body()).path("until").asText();
  }

  @Override
  public void revoke(String id) {
    answer(request(acceptance(id)).DELETE().build());
  }

  @Override
  public String export(String id, ExportFormat format) {
    return answer(get("/api/shadow/differences/" + encoded(id) + "/export?as=" + word(format)))
        .body();
  }

  /** Begins evidence anew. */
  void restart(String subject, String because) {
    String body = JSON.createObjectNode().put("because", because).toString();
    answer(post("/api/shadow/" + encoded(subject) + "/restart", body));
  }

  /** What the control answers from now on, line by line; the stream ends by itself. */
  Stream<String> record(String subject, String time, int most) {
    String path =
        "/api/shadow/" + encoded(subject) + "/recording?for=" + encoded(time) + "&most=" + most;
    HttpRequest request =
        HttpRequest.newBuilder(facade.resolve(path)).timeout(PATIENCE).GET().build();
    HttpResponse<Stream<String>> answer = send(request, HttpResponse.BodyHandlers.ofLines());
    if (answer.statusCode() >= 400) {
      throw refused(answer.statusCode(), String.join("\n", answer.body().toList()));
    }
    return answer.body();
  }

  private static String acceptance(String id) {
    return "/api/shadow/differences/" + encoded(id) + "/acceptance";
  }

  private HttpRequest get(String path) {
    return request(path).GET().build();
  }

  private HttpRequest post(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(facade.resolve(path)).timeout(PATIENCE);
  }

  private HttpResponse<String> answer(HttpRequest request) {
    HttpResponse<String> answer = send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 400) {
      throw refused(answer.statusCode(), answer.body());
    }
    return answer;
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> as) {
    try {
      return http.send(request, as);
    } catch (IOException _) {
      throw new ReportFailure(
          ReportFailure.NOBODY,
          "nobody answers at "
              + facade
              + "; is figleaf running? Say --admin ADDRESS for another one, or --offline to read"
              + " its database");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ReportFailure(ReportFailure.NO, "interrupted");
    }
  }

  private static ReportFailure refused(int status, String body) {
    String detail = json(body).path("detail").asText("it answers " + status);
    return new ReportFailure(
        switch (status) {
          case 400 -> ReportFailure.CALLED_WRONGLY;
          case 503 -> ReportFailure.NOBODY;
          default -> ReportFailure.NO;
        },
        detail);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException _) {
      return JSON.createObjectNode();
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String word(Enum<?> format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    http.close();
  }
}
