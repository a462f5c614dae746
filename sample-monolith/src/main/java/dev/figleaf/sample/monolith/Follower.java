package dev.figleaf.sample.monolith;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The service, if any, that keeps a copy of the catalog and hears of each change. */
final class Follower implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final @Nullable URI url;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  Follower(@Nullable URI url) {
    this.url = url;
  }

  private record Stock(int available) {}

  /**
   * Tells how many of a product there are, and waits until it is heard; blocks.
   *
   * @throws HttpError 503 when nobody hears it
   */
  void tell(String sku, int stock) {
    if (url != null && !isHeard(url.resolve("/v2/products/" + sku + "/stock"), new Stock(stock))) {
      throw new HttpError(503, "the catalog that follows does not hear");
    }
  }

  private boolean isHeard(URI desk, Stock stock) {
    var body = HttpRequest.BodyPublishers.ofByteArray(Json.write(stock).getBytes());
    var request = HttpRequest.newBuilder(desk).timeout(PATIENCE).PUT(body).build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
