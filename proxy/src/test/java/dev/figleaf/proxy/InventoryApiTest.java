package dev.figleaf.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.figleaf.proxy.admin.AdminServer;
import dev.figleaf.proxy.admin.view.InventoryView;
import dev.figleaf.proxy.admin.view.InventoryView.CalledView;
import dev.figleaf.proxy.admin.view.SuggestionView;
import dev.figleaf.proxy.admin.view.SunsetView;
import dev.figleaf.proxy.admin.view.ViewJson;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUrl;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.routing.RuleFiles;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.Environment;
import dev.figleaf.rules.RuleReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inventory of a facade that runs, with real requests, and of the one after it. */
class InventoryApiTest {
  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer upstream;
  private Facade facade;

  @BeforeEach
  void start() throws IOException {
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          byte[] body = "answer".getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(path.startsWith("/broken") ? 500 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    upstream.start();
    facade = facade();
  }

  @AfterEach
  void stop() throws IOException {
    facade.close();
    upstream.stop(0);
    http.close();
  }

  private Facade facade() throws IOException {
    var loader = new RuleLoader(new RuleReader(Environment.of(Map.of())));
    Path rules = folder.resolve("rules.yaml");
    String url = "http://127.0.0.1:" + upstream.getAddress().getPort();
    Files.writeString(
        rules,
        """
        version: 1
        upstreams: { monolith: { url: "%s" }, catalog: { url: "%s" } }
        seams: { catalog: { from: monolith, to: catalog, weight: 100%% } }
        routes:
          - { match: /catalog/**, seam: catalog }
          - { match: /**, to: monolith }
        """
            .formatted(url, url));
    RuleFiles files = () -> loader.load(rules);
    var store = StoreUrl.parse("sqlite:" + folder.resolve("figleaf.db"));
    var options =
        new Facade.Options(
            new EdgeSettings("127.0.0.1", 0, List.of(), "figleaf-test"),
            2,
            Transport.AUTO,
            files,
            null,
            new AccessLog.Options(false, false, null),
            new Facade.Keeping(1 << 20, 1 << 20, StoreSettings.USUAL.at(store)),
            new AdminServer.Options("127.0.0.1", 0));
    return ((Facade.Started.Ok) Facade.start(options)).facade();
  }

  private void call(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + facade.port() + path))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    http.send(request.build(), BodyHandlers.discarding());
  }

  private HttpResponse<String> ask(String path) throws Exception {
    int port = facade.adminPort().orElseThrow();
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        BodyHandlers.ofString());
  }

  private <T> T ask(String path, Class<T> view) throws Exception {
    HttpResponse<String> answer = ask(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return ViewJson.MAPPER.readValue(answer.body(), view);
  }

  private void traffic() throws Exception {
    for (int i = 0; i < 5; i++) {
      call("GET", "/orders/" + i + "?token=s3cr3ts3cr3t", "Cookie", "JSESSIONID=s3cr3tvalue");
    }
    call("POST", "/orders", "User-Agent", "mobile/1");
    call("GET", "/catalog/items/7");
    call("GET", "/broken");
  }

  @Test
  void everyRequestIsCountedWhereItWasAnswered() throws Exception {
    traffic();

    InventoryView view = ask("/api/inventory", InventoryView.class);
    assertThat(view.templates())
        .extracting(one -> one.calls() + " " + one.method() + " " + one.template())
        .containsExactly(
            "5 GET /orders/{id}", "1 GET /broken", "1 GET /catalog/items/{id}", "1 POST /orders");
    CalledView orders = view.templates().getFirst();
    assertThat(orders.upstream()).isEqualTo("monolith");
    assertThat(orders.sessions()).isEqualTo(1);
    assertThat(orders.clients()).isEqualTo(1);
    assertThat(orders.bytesOut()).isEqualTo(30);
    assertThat(view.templates().getLast().callers().getFirst().name()).isEqualTo("mobile/1");
    assertThat(ask("/api/inventory?upstream=catalog&most=1", InventoryView.class).templates())
        .singleElement()
        .satisfies(one -> assertThat(one.seam()).isEqualTo("catalog"));
    assertThat(ask("/api/inventory").body()).doesNotContain("s3cr3t").doesNotContain("127.0.0.1");
  }

  @Test
  void itIsThereAfterARestart() throws Exception {
    traffic();
    facade.close();
    facade = facade();
    call("GET", "/orders/8");
    assertThat(ask("/api/inventory", InventoryView.class).templates().getFirst().calls())
        .isEqualTo(6);
  }

  @Test
  void theNextSeamIsSuggestedOfWhatTheMonolithAnswers() throws Exception {
    traffic();
    SuggestionView view = ask("/api/inventory/suggestions", SuggestionView.class);
    assertThat(view.advice()).startsWith("This is advice");
    assertThat(view.upstream()).isEqualTo("monolith");
    assertThat(view.calls()).isEqualTo(7);
    assertThat(view.suggestions()).extracting(one -> one.prefix()).contains("/orders", "/broken");
  }

  @Test
  void sunsetClaimsNoDaysThatNobodyWatched() throws Exception {
    traffic();
    SunsetView view = ask("/api/sunset?days=30", SunsetView.class);
    assertThat(view.enough()).isFalse();
    assertThat(view.sentence()).contains("nothing can be said");
    assertThat(view.total()).isEqualTo(3);
    assertThat(view.templates()).extracting(one -> one.template()).containsExactly("/broken");
  }

  @Test
  void wrongQuestionsAreRefused() throws Exception {
    for (String path :
        List.of("/api/inventory?sort=x", "/api/inventory?most=0", "/api/sunset?days=soon")) {
      HttpResponse<String> answer = ask(path);
      JsonNode problem = ViewJson.MAPPER.readTree(answer.body());
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(problem.path("code").asText()).isEqualTo("bad-parameter");
    }
  }
}
