package dev.figleaf.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Figleaf from its tarball with one event loop: everything that is on by default is on, but for the
 * access log, which no peer writes.
 *
 * @param home the unpacked tarball
 * @param transport what {@code FIGLEAF_TRANSPORT} says; empty for Figleaf's own choice
 * @param task what it does with every request
 * @param options more flags of its JVM, beside those of the launcher
 */
public record Figleaf(String name, Path home, String transport, Task task, String options)
    implements Peer {

  /** What a route does beside forwarding. */
  public enum Task {
    /** Nothing. */
    FORWARD(""),
    /** Every request is copied, and both answers are compared. */
    SHADOW(", shadow: { to: copies, compare: { noise: off } }"),
    /** Answers are kept and given again; only the first one is asked for. */
    CACHE(", cache: 1h");

    private final String key;

    Task(String key) {
      this.key = key;
    }

    /** The one with this name; forwarding where there is none. */
    public static Task of(@Nullable String name) {
      return name == null ? FORWARD : valueOf(name.toUpperCase(Locale.ROOT));
    }
  }

  /** A file holds at most 50,000 values, and a route is five. */
  private static final int ROUTES_PER_FILE = 5_000;

  private static final String CONFIG =
      """
      listeners:
        - listen: 127.0.0.1:%d
        - listen: 127.0.0.1:%d
          tls: { certificates: [{ certificate: "%s", key: "%s" }] }
      event-loops: 1
      admin: { listen: "127.0.0.1:0" }
      rules: rules
      access-log: { enabled: false }
      """;

  @Override
  public void configure(Site site) throws IOException {
    var certificate = site.certificate();
    Files.writeString(
        site.folder().resolve("figleaf.yaml"),
        CONFIG.formatted(site.port(), site.tlsPort(), certificate.chain(), certificate.key()));
    Path rules = Files.createDirectories(site.folder().resolve("rules"));
    for (int from = 0; from < site.routes(); from += ROUTES_PER_FILE) {
      int to = Math.min(site.routes(), from + ROUTES_PER_FILE);
      replace(rules.resolve("routes-%d.yaml".formatted(from)), routes(site, from, to));
    }
    // Last, because this is the one that a reload changes.
    replace(rules.resolve("upstreams.yaml"), upstreams(site));
  }

  /** In one step, so that nobody reads half a file. */
  private static void replace(Path file, String text) throws IOException {
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return;
    }
    Path fresh = Files.writeString(file.resolveSibling(".fresh"), text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private String upstreams(Site site) {
    String one = "{ url: \"http://127.0.0.1:%d\" }".formatted(site.backend());
    String upstreams =
        "version: 1\nupstreams: { backend: %s%s }\n"
            .formatted(one, task == Task.SHADOW ? ", copies: " + one : "");
    return site.revision() == 0
        ? upstreams
        : upstreams
            + "routes: [{ match: /revision, respond: { body: \"%d\" } }]\n"
                .formatted(site.revision());
  }

  private String routes(Site site, int from, int to) {
    return "version: 1\nroutes:\n"
        + IntStream.range(from, to)
            .mapToObj(route -> site.routes() == 1 ? "/**" : Site.prefix(route) + "/**")
            .map(("  - { match: %s, to: backend" + task.key + " }\n")::formatted)
            .collect(Collectors.joining());
  }

  @Override
  public List<String> command(Site site) {
    return List.of(home.resolve("bin/figleaf").toString(), "run");
  }

  @Override
  public Map<String, String> environment(Site site) {
    var environment = new HashMap<>(Map.of("FIGLEAF_JAVA_OPTS", options));
    if (!transport.isEmpty()) {
      environment.put("FIGLEAF_TRANSPORT", transport);
    }
    return environment;
  }

  @Override
  public Optional<String> doubt(long pid) throws IOException {
    String real = Transports.of(pid);
    return transport.isEmpty() || transport.equals(real)
        ? Optional.empty()
        : Optional.of("%s runs on %s.".formatted(name, real));
  }

  @Override
  public boolean isJvm() {
    return true;
  }

  @Override
  public boolean reloads() {
    return true;
  }

  @Override
  public boolean composes() {
    return true;
  }

  @Override
  public void compose(Site site) throws IOException {
    String parts =
        IntStream.range(0, Site.PARTS)
            .mapToObj("part%1$d: { upstream: backend, path: /items/%1$d }"::formatted)
            .collect(Collectors.joining(", "));
    replace(
        site.folder().resolve("rules/composed.yaml"),
        "version: 1\nroutes:\n  - { match: %s, aggregate: { parts: { %s } } }\n"
            .formatted(Site.COMPOSED, parts));
  }
}
