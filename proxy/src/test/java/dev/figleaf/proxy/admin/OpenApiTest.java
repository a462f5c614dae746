package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.Transport;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUrl;
import dev.figleaf.proxy.telemetry.AccessLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is documented is what a facade serves. */
class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is sent where nothing would be refused. */
  private static final Map<String, String> BODIES =
      Map.of(
          "POST /api/rules/diff",
              "{\"max_moved\":\"5%\",\"files\":{\"a.yaml\":\"version: 1\\nupstreams: { a: { url: 'http://127.0.0.1:9' } }\\nroutes: [{ match: /**, to: a }]\"}}",
          "PUT /api/overrides/{seam}", "{\"weight\":\"5%\",\"for\":\"1h\"}",
          "POST /api/rollback", "{\"to\":1}",
          "POST /api/rules/check", "{\"files\":{\"a.yaml\":\"version: 1\"}}",
          "POST /api/explain", "{\"url\":\"/fixed\"}",
          "PUT /api/log-level", "{\"level\":\"info\",\"for\":\"1ms\"}",
          "POST /api/cache/purge", "{\"prefix\":\"/\"}",
          "POST /api/shadow/differences/{id}/acceptance", "{\"because\":\"x\",\"until\":\"1d\"}",
          "POST /api/shadow/{subject}/restart", "{\"because\":\"x\"}");

  /** What has nothing to be done to in a facade that has just begun; the answer is a problem. */
  private static final Map<String, Integer> REFUSED =
      Map.of(
          "POST /api/upstreams/{name}/endpoints/{address}/drain", 422,
          "GET /api/shadow/differences/{id}", 404,
          "GET /api/shadow/differences/{id}/export", 404,
          "POST /api/shadow/differences/{id}/acceptance", 404,
          "DELETE /api/shadow/differences/{id}/acceptance", 404,
          "GET /api/shadow/{subject}", 404,
          "GET /api/shadow/{subject}/differences", 404,
          "GET /api/shadow/{subject}/recording", 404,
          "POST /api/shadow/{subject}/restart", 404);

  @TempDir Path folder;
  private Facade facade;
  private AdminClient admin;

  @BeforeEach
  void start() throws IOException {
    var store = StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + folder.resolve("figleaf.db")));
    var options =
        new Facade.Options(
            new EdgeSettings("127.0.0.1", 0, List.of(), "figleaf-test"),
            1,
            Transport.AUTO,
            SampleRules::loaded,
            null,
            new AccessLog.Options(false, true, null),
            new Facade.Keeping(1024 * 1024, 1024 * 1024, store),
            new AdminServer.Options("127.0.0.1", 0));
    facade = ((Facade.Started.Ok) Facade.start(options)).facade();
    admin = new AdminClient(facade.adminPort().orElseThrow());
  }

  @AfterEach
  void stop() throws IOException {
    facade.close();
  }

  private JsonNode document() throws IOException {
    return JSON.readTree(admin.get("/api/openapi.json").body());
  }

  private record Operation(String method, String path, JsonNode spec) {
    String name() {
      return method + " " + path;
    }

    /** The path of something that is there. */
    String asked() {
      return path.replace("{seam}", "catalog")
              .replace("/api/seams/{name}", "/api/seams/catalog")
              .replace("{name}", "monolith")
              .replace("{address}", "127.0.0.1:1")
              .replace("{revision}", "1")
              .replace("{subject}", "catalog")
              .replace("{id}", "none")
          + (path.equals("/api/access") ? "?for=1ms" : "");
    }
  }

  private static List<Operation> operations(JsonNode document) {
    var all = new ArrayList<Operation>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            all.add(
                                new Operation(
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    method.getValue()))));
    return all;
  }

  @Test
  void everyOperationAnswersAsItIsDocumented() throws IOException {
    JsonNode document = document();
    for (Operation operation : operations(document)) {
      AdminClient.Reply reply = call(operation);
      assertThat(reply.status())
          .as(operation.name() + " " + reply.body())
          .isEqualTo(expected(operation));
      JsonNode response = operation.spec().at("/responses").path(Integer.toString(reply.status()));
      if (response.isMissingNode()) {
        response = operation.spec().at("/responses/default");
      }
      check(document, operation, response.path("content"), reply);
    }
  }

  private static int expected(Operation operation) {
    Integer refused = REFUSED.get(operation.name());
    String success = operation.spec().at("/responses").fieldNames().next();
    return refused != null ? refused : Integer.parseInt(success);
  }

  private AdminClient.Reply call(Operation operation) throws IOException {
    String path = operation.asked();
    if (path.equals("/api/events")) {
      return admin.request("HEAD", path);
    }
    String body = BODIES.get(operation.name());
    return body != null || operation.method().equals("POST")
        ? admin.send(operation.method(), path, "application/json", body == null ? "{}" : body)
        : admin.request(operation.method(), path);
  }

  private static void check(
      JsonNode document, Operation operation, JsonNode content, AdminClient.Reply reply)
      throws IOException {
    if (content.isMissingNode()) {
      assertThat(reply.body()).as(operation.name()).isEmpty();
      return;
    }
    String type = content.fieldNames().next();
    assertThat(reply.header("Content-Type").orElse("")).as(operation.name()).startsWith(type);
    if (type.endsWith("json") && !type.contains("ndjson")) {
      JsonNode value = JSON.readTree(reply.body());
      assertThat(SchemaCheck.of(document, content.path(type).path("schema"), value))
          .as(operation.name() + " " + reply.body())
          .isEmpty();
    }
  }

  @Test
  void everyEndpointOfTheApiIsDocumented() throws IOException {
    var served = new TreeSet<String>();
    JSON.readTree(admin.get("/api").body())
        .get("endpoints")
        .forEach(
            row ->
                served.add(
                    row.get("method").asText()
                        + " "
                        + row.get("path").asText().replaceAll(":([a-z]+)", "{$1}")));
    served.removeIf(name -> !name.contains(" /api"));
    assertThat(operations(document()).stream().map(Operation::name)).containsAll(served);
  }

  @Test
  void operationsHaveNamesOfTheirOwn() throws IOException {
    assertThat(operations(document()).stream().map(one -> one.spec().get("operationId").asText()))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[a-z]+[A-Za-z]*"));
  }

  @Test
  void whoNeedsATokenIsDocumented() throws IOException {
    JsonNode document = document();
    assertThat(document.at("/paths/~1livez/get/security")).isEmpty();
    assertThat(document.at("/paths/~1api~1status/get/security/0/bearer/0").asText())
        .isEqualTo("viewer");
    assertThat(document.at("/paths/~1api~1panic/post/security/0/bearer/0").asText())
        .isEqualTo("operator");
  }

  @Test
  void whatIsNotDocumentedIsNotServed() throws IOException {
    for (String path : List.of("/api/nothing", "/api/status/x", "/api/openapi", "/apis")) {
      assertThat(admin.get(path).status()).as(path).isEqualTo(404);
    }
  }
}
