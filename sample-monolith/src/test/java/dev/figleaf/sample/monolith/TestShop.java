package dev.figleaf.sample.monolith;

import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A shop on a free port with a quick ticker, and a client that follows no redirects. */
final class TestShop implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  static {
    // The Host that a test sends is part of what it asks for.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,connection,upgrade");
  }

  private final Vertx vertx;
  private final ShopMonolith shop;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestShop(Vertx vertx, ShopMonolith shop) {
    this.vertx = vertx;
    this.shop = shop;
  }

  static TestShop open(Path database) throws Exception {
    return open(new MonolithOptions(0, database).withoutMeta());
  }

  static TestShop open(MonolithOptions usual) throws Exception {
    var vertx = Vertx.vertx();
    var options = usual.ticking(Duration.ofMillis(20));
    return new TestShop(vertx, ShopMonolith.start(vertx, options).await(30, TimeUnit.SECONDS));
  }

  HttpClient client() {
    return client;
  }

  int port() {
    return shop.port();
  }

  String origin() {
    return "http://127.0.0.1:" + shop.port();
  }

  HttpRequest.Builder request(String path, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(origin() + path)).timeout(PATIENCE);
    return headers.length == 0 ? request : request.headers(headers);
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return client.send(request(path, headers).build(), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(String path, String... headers) throws Exception {
    return client.send(request(path, headers).build(), BodyHandlers.ofByteArray());
  }

  CompletableFuture<HttpResponse<String>> later(String path, String... headers) {
    return client.sendAsync(request(path, headers).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    var request = request(path, headers).method(method, BodyPublishers.ofString(body)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  /** Sends a form of names and values by turns. */
  HttpResponse<String> form(String path, String cookie, String... fields) throws Exception {
    var body =
        IntStream.range(0, fields.length / 2)
            .mapToObj(
                i ->
                    fields[2 * i]
                        + "="
                        + URLEncoder.encode(fields[2 * i + 1], StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return send(
        "POST", path, body, "Content-Type", "application/x-www-form-urlencoded", "Cookie", cookie);
  }

  /** Logs a customer in; the cookie to send from then on. */
  String login(String email) throws Exception {
    var answer = form("/login", "a=b", "email", email, "password", Customers.SEEDED_PASSWORD);
    return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
  }

  void stop() throws Exception {
    shop.stop().await(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    client.shutdownNow();
    vertx.close().await(20, TimeUnit.SECONDS);
  }
}
