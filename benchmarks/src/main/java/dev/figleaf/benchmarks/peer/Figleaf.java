package dev.figleaf.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Figleaf from its tarball with one event loop: everything that is on by default is on, but for the
 * access log, which no peer writes.
 *
 * @param home the unpacked tarball
 * @param transport what {@code FIGLEAF_TRANSPORT} says; empty for Figleaf's own choice
 * @param options more flags of its JVM, beside those of the launcher
 */
public record Figleaf(String name, Path home, String transport, String options) implements Peer {
  private static final String CONFIG =
      """
      listeners:
        - listen: 127.0.0.1:%d
        - listen: 127.0.0.1:%d
          tls: { certificates: [{ certificate: "%s", key: "%s" }] }
      event-loops: 1
      admin: { listen: "127.0.0.1:0" }
      rules: rules.yaml
      access-log: { enabled: false }
      """;

  @Override
  public void configure(Site site) throws IOException {
    var certificate = site.certificate();
    Files.writeString(
        site.folder().resolve("figleaf.yaml"),
        CONFIG.formatted(site.port(), site.tlsPort(), certificate.chain(), certificate.key()));
    replace(site.folder().resolve("rules.yaml"), rules(site));
  }

  /** In one step, so that nobody reads half a file. */
  private static void replace(Path file, String text) throws IOException {
    Path fresh = Files.writeString(file.resolveSibling("fresh"), text);
    Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private static String rules(Site site) {
    return "version: 1\nupstreams: { backend: { url: \"http://127.0.0.1:%d\" } }\nroutes:\n"
            .formatted(site.backend())
        + revision(site)
        + IntStream.range(0, site.routes())
            .mapToObj(route -> site.routes() == 1 ? "/**" : Site.prefix(route) + "/**")
            .map("  - { match: %s, to: backend }\n"::formatted)
            .collect(Collectors.joining());
  }

  private static String revision(Site site) {
    return site.revision() == 0
        ? ""
        : "  - { match: /revision, respond: { body: \"%d\" } }\n".formatted(site.revision());
  }

  @Override
  public List<String> command(Site site) {
    return List.of(home.resolve("bin/figleaf").toString(), "run");
  }

  @Override
  public Map<String, String> environment() {
    var environment = new HashMap<>(Map.of("FIGLEAF_JAVA_OPTS", options));
    if (!transport.isEmpty()) {
      environment.put("FIGLEAF_TRANSPORT", transport);
    }
    return environment;
  }

  @Override
  public boolean isJvm() {
    return true;
  }

  @Override
  public boolean reloads() {
    return true;
  }
}
