package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.proxy.admin.view.ViewJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A facade that runs, as its admin listener answers.
 *
 * <p>Every refusal is a {@link ReportFailure}, with a sentence for the operator.
 */
final class AskedFacade implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI facade;
  private final @Nullable String token;
  private final String otherwise;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /**
   * One that has not been asked yet.
   *
   * @param token what lets the operator in, or null; never printed
   * @param otherwise what else may be typed where nobody answers, or empty
   */
  AskedFacade(URI facade, @Nullable String token, String otherwise) {
    this.facade = facade;
    this.token = token;
    this.otherwise = otherwise.isEmpty() ? "" : ", " + otherwise;
  }

  /** Where it is. */
  URI url() {
    return facade;
  }

  /** An answer that was not a refusal. */
  HttpResponse<String> get(String path) {
    return answer(request(path).GET().build());
  }

  /** The same, as JSON. */
  JsonNode json(String path) {
    return tree(get(path).body());
  }

  /** Asks for something to be undone, without a word. */
  void delete(String path) {
    answer(request(path).DELETE().build());
  }

  /** Asks for something to be done. */
  HttpResponse<String> send(String method, String path, ObjectNode body) {
    return send(method, path, body, null);
  }

  /**
   * The same, if a revision is live.
   *
   * @param expected that revision; null where any will do
   */
  HttpResponse<String> send(String method, String path, ObjectNode body, @Nullable Long expected) {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body.toString()));
    if (expected != null) {
      request.header("If-Match", "\"" + expected + "\"");
    }
    return answer(request.build());
  }

  /** The lines of an answer that goes on; the stream ends with the answer. */
  Stream<String> lines(String path, String mediaType) {
    HttpRequest request = request(path).header("Accept", mediaType).GET().build();
    HttpResponse<Stream<String>> answer = exchange(request, BodyHandlers.ofLines());
    if (answer.statusCode() >= 400) {
      try (Stream<String> body = answer.body()) {
        throw refused(answer.statusCode(), String.join("\n", body.toList()));
      }
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(facade.resolve(path)).timeout(PATIENCE);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> answer(HttpRequest request) {
    HttpResponse<String> answer = exchange(request, BodyHandlers.ofString());
    if (answer.statusCode() >= 400) {
      throw refused(answer.statusCode(), answer.body());
    }
    return answer;
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> as) {
    try {
      return http.send(request, as);
    } catch (IOException _) {
      throw new ReportFailure(
          ReportFailure.NOBODY,
          "nobody answers at "
              + facade
              + "; is figleaf running? `figleaf run --monolith URL` starts it, --admin ADDRESS asks"
              + " another one"
              + otherwise);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ReportFailure(ReportFailure.NO, "interrupted");
    }
  }

  private ReportFailure refused(int status, String body) {
    JsonNode problem = tree(body);
    String detail = problem.path("detail").asText("it answers " + status);
    String remedy =
        switch (status) {
          case 401 -> "; say --token-file FILE, or put the token into " + AdminOptions.TOKEN;
          case 412 -> " Look again: figleaf status";
          default -> "";
        };
    int code =
        switch (status) {
          case 400, 413 -> ReportFailure.CALLED_WRONGLY;
          case 503 -> ReportFailure.NOBODY;
          default -> ReportFailure.NO;
        };
    return new ReportFailure(code, problem.path("code").asText(""), joined(detail, remedy));
  }

  private static String joined(String detail, String remedy) {
    return remedy.startsWith(";") && detail.endsWith(".")
        ? detail.substring(0, detail.length() - 1) + remedy
        : detail + remedy;
  }

  /** An answer as a tree; an empty one where it is no JSON. */
  static JsonNode tree(String text) {
    try {
      return ViewJson.MAPPER.readTree(text);
    } catch (JsonProcessingException _) {
      return ViewJson.MAPPER.createObjectNode();
    }
  }

  /** An answer as one of the views. */
  static <T> T view(JsonNode json, Class<T> type) {
    try {
      return ViewJson.MAPPER.treeToValue(json, type);
    } catch (JsonProcessingException _) {
      throw new ReportFailure(
          ReportFailure.NO,
          "the facade speaks another language than this command; are both of the same version?"
              + " See: figleaf version");
    }
  }

  /** A piece of a path or a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
