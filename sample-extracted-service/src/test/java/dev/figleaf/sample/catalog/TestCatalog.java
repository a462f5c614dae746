package dev.figleaf.sample.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A catalog on a free port, and a client for it. */
final class TestCatalog implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    // The Host that a test sends is part of what it asks for.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  private final Vertx vertx;
  private final CatalogService catalog;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestCatalog(Vertx vertx, CatalogService catalog) {
    this.vertx = vertx;
    this.catalog = catalog;
  }

  static TestCatalog open(Path database) throws Exception {
    return open(new CatalogOptions(0, database));
  }

  static TestCatalog open(CatalogOptions options) throws Exception {
    var vertx = Vertx.vertx();
    return new TestCatalog(vertx, CatalogService.start(vertx, options).await(30, TimeUnit.SECONDS));
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  JsonNode json(String path) throws Exception {
    return JSON.readTree(get(path).body());
  }

  HttpResponse<String> put(String path, String body) throws Exception {
    return send("PUT", path, body);
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    var uri = URI.create("http://127.0.0.1:" + catalog.port() + path);
    var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
    request.method(
        method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() throws Exception {
    client.shutdownNow();
    vertx.close().await(20, TimeUnit.SECONDS);
  }
}
