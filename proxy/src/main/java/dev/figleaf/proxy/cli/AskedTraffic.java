package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.figleaf.proxy.admin.view.DiffView;
import dev.figleaf.proxy.admin.view.ViewJson;
import dev.figleaf.rules.Percentage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a facade that runs about its traffic, at its admin listener. */
final class AskedTraffic implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI facade;
  private final @Nullable String token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  AskedTraffic(FacadeOptions options) {
    this.facade = options.facade();
    this.token = options.config().admin().token();
  }

  /** What these texts of rule files would change. */
  DiffView diff(Map<String, String> files, @Nullable Percentage most) {
    var body = ViewJson.MAPPER.createObjectNode();
    files.forEach(body.putObject("files")::put);
    if (most != null) {
      body.put("max_moved", most.toString());
    }
    HttpRequest request =
        request("/api/rules/diff")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> answer = send(request, HttpResponse.BodyHandlers.ofString());
    try {
      if (answer.statusCode() >= 400) {
        throw refused(answer.statusCode(), answer.body());
      }
      return ViewJson.MAPPER.readValue(answer.body(), DiffView.class);
    } catch (JsonProcessingException e) {
      throw new ReportFailure(
          ReportFailure.NO, "the answer cannot be read: " + e.getOriginalMessage());
    }
  }

  /** Writes what is recorded; returns how many requests there are. */
  long export(Path file) {
    HttpRequest request = request("/api/traffic/recording").GET().build();
    HttpResponse<Stream<String>> answer = send(request, HttpResponse.BodyHandlers.ofLines());
    try (Stream<String> lines = answer.body()) {
      if (answer.statusCode() >= 400) {
        throw refused(answer.statusCode(), String.join("\n", lines.toList()));
      }
      return write(lines.iterator(), file);
    } catch (IOException | UncheckedIOException e) {
      throw new ReportFailure(ReportFailure.NO, "cannot write " + file + ": " + e.getMessage());
    }
  }

  private static long write(Iterator<String> lines, Path file) throws IOException {
    long written = -1; // the first line is none of them
    try (BufferedWriter to = Files.newBufferedWriter(file)) {
      while (lines.hasNext()) {
        to.write(lines.next());
        to.write('\n');
        written++;
      }
    }
    return Math.max(0, written);
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(facade.resolve(path)).timeout(PATIENCE);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> as) {
    try {
      return http.send(request, as);
    } catch (IOException _) {
      throw new ReportFailure(
          ReportFailure.NOBODY,
          "nobody answers at "
              + facade
              + "; is figleaf running? Say --admin ADDRESS for another"
              + " one, or --recorded FILE --rules OLD-RULES to ask none");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ReportFailure(ReportFailure.NO, "interrupted");
    }
  }

  private static ReportFailure refused(int status, String body) {
    return new ReportFailure(
        switch (status) {
          case 400, 413 -> ReportFailure.CALLED_WRONGLY;
          case 503 -> ReportFailure.NOBODY;
          default -> ReportFailure.NO;
        },
        detail(status, body));
  }

  private static String detail(int status, String body) {
    try {
      return ViewJson.MAPPER.readTree(body).path("detail").asText("it answers " + status);
    } catch (JsonProcessingException _) {
      return "it answers " + status;
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
