package dev.figleaf.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Spring Cloud Gateway on WebFlux with one event loop.
 *
 * @param home its built module, with its class path in {@code target/lib}
 */
public record SpringCloudGateway(Path home) implements Peer {
  @Override
  public String name() {
    return "spring-cloud-gateway";
  }

  @Override
  public void configure(Site site) throws IOException {
    String routes =
        IntStream.range(0, site.routes())
            .mapToObj(route -> route(site, route))
            .collect(Collectors.joining());
    Files.writeString(
        site.folder().resolve("application.yml"),
        """
        server: { address: 127.0.0.1, port: %d }
        spring.main.banner-mode: "off"
        logging.level.root: warn
        spring.cloud.gateway.server.webflux.routes:
        %s"""
            .formatted(site.port(), routes));
  }

  private static String route(Site site, int route) {
    String pattern = site.routes() == 1 ? "/**" : Site.prefix(route) + "/**";
    return "  - { id: r%d, uri: \"http://127.0.0.1:%d\", predicates: [\"Path=%s\"] }\n"
        .formatted(route, site.backend(), pattern);
  }

  @Override
  public List<String> command(Site site) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xmx256m",
        "--enable-native-access=ALL-UNNAMED",
        "-Dreactor.netty.ioWorkerCount=1",
        "-cp",
        home.resolve("target/classes") + ":" + home.resolve("target/lib") + "/*",
        "dev.figleaf.benchmarks.spring.Gateway",
        "--spring.config.location=" + site.folder().resolve("application.yml"));
  }

  @Override
  public boolean isJvm() {
    return true;
  }

  @Override
  public boolean hasTls() {
    return false;
  }
}
