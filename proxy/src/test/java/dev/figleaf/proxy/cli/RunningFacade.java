package dev.figleaf.proxy.cli;

import com.sun.net.httpserver.HttpServer;
import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.Transport;
import dev.figleaf.proxy.admin.AdminServer;
import dev.figleaf.proxy.admin.AdminTokens;
import dev.figleaf.proxy.admin.Role;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUrl;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.Environment;
import dev.figleaf.rules.RuleReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A whole facade in front of one server that is both of its upstreams, and what is typed at it. */
final class RunningFacade implements AutoCloseable {
  private static final String RULES =
      """
      version: 1
      upstreams:
        monolith: { url: "%1$s" }
        catalog: { endpoints: ["%1$s", "%2$s"] }
      seams:
        catalog: { from: monolith, to: catalog, weight: 20%%, cohort: [header:X-User-Id] }
        orders: { from: monolith, to: catalog, weight: 50%% }
      routes:
        - { name: items, match: "/api/catalog/**", seam: catalog }
        - { name: orders, match: "/api/orders/**", seam: orders }
        - { name: rest, match: "/**", to: monolith }
      """;

  private final Path folder;
  private final HttpServer server;
  private final Facade facade;
  private final String rules;

  private RunningFacade(Path folder, AdminTokens tokens) throws IOException {
    this.folder = folder;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(new byte[] {'o', 'k'});
          }
        });
    server.start();
    int port = server.getAddress().getPort();
    rules = RULES.formatted("http://127.0.0.1:" + port, "http://localhost:" + port);
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(folder.resolve("rules/shop.yaml"), rules);
    facade = start(tokens);
  }

  /** One that asks for no token. */
  static RunningFacade in(Path folder) throws IOException {
    return new RunningFacade(folder, AdminTokens.NONE);
  }

  /** One that lets a viewer in by {@code look} and an operator by {@code act}. */
  static RunningFacade guarded(Path folder) throws IOException {
    var tokens =
        List.of(
            new AdminTokens.Token("wall", Role.VIEWER, "look"),
            new AdminTokens.Token("ops", Role.OPERATOR, "act"));
    return new RunningFacade(folder, new AdminTokens(tokens));
  }

  private Facade start(AdminTokens tokens) throws IOException {
    var reader = new RuleReader(Environment.of(Map.of()));
    var options =
        new Facade.Options(
            new EdgeSettings("127.0.0.1", 0, List.of(), "figleaf-test"),
            1,
            Transport.AUTO,
            new RuleSource(new RuleLoader(reader), folder.resolve("rules")),
            null,
            new AccessLog.Options(false, true, null),
            new Facade.Keeping(
                1 << 20,
                1 << 20,
                StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + folder.resolve("figleaf.db")))),
            new AdminServer.Options("127.0.0.1", 0, tokens, List.of()));
    return ((Facade.Started.Ok) Facade.start(options)).facade();
  }

  /** Writes the rule file, with something in place of something else, and has it read. */
  void edit(String from, String to) throws IOException {
    Files.writeString(folder.resolve("rules/shop.yaml"), rules.replace(from, to));
    facade.rules().reload();
  }

  String admin() {
    return "127.0.0.1:" + facade.adminPort().orElseThrow();
  }

  String endpoint() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** A command that asks this facade. */
  Typed type(String... words) {
    return type(Map.of(), words);
  }

  Typed type(Map<String, String> environment, String... words) {
    String[] all = Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--admin";
    all[words.length + 1] = admin();
    return Typed.of(environment, folder, all);
  }

  /** A client's request. */
  int get(String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:" + facade.port() + path);
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  @Override
  public void close() throws IOException {
    facade.close();
    server.stop(0);
  }
}
