package dev.figleaf.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** HAProxy with one thread. */
public final class Haproxy implements Peer {
  private static final String CONFIG =
      """
      global
        nbthread 1
        maxconn 15000
        no strict-limits
        ssl-server-verify none
      defaults
        mode http
        http-reuse always
        timeout client 75s
        timeout server 60s
        timeout connect 1s
        timeout http-keep-alive 75s
        option forwardfor
      frontend edge
        bind 127.0.0.1:%d backlog 4096
        bind 127.0.0.1:%d ssl crt %s alpn h2,http/1.1
      %s
      backend backend
        server backend 127.0.0.1:%d
      """;

  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public void configure(Site site) throws IOException {
    var certificate = site.certificate();
    var both = site.folder().resolve("both.pem");
    Files.writeString(
        both, Files.readString(certificate.chain()) + Files.readString(certificate.key()));
    Files.writeString(site.folder().resolve("routes.map"), map(site));
    Files.writeString(
        site.folder().resolve("haproxy.cfg"),
        CONFIG.formatted(site.port(), site.tlsPort(), both, routing(site), site.backend()));
  }

  private static String routing(Site site) {
    return site.routes() == 1
        ? "  default_backend backend"
        : "  use_backend %%[path,map_beg(%s)]".formatted(site.folder().resolve("routes.map"));
  }

  private static String map(Site site) {
    return IntStream.range(0, site.routes())
        .mapToObj(route -> Site.prefix(route) + "/ backend\n")
        .collect(Collectors.joining());
  }

  @Override
  public List<String> command(Site site) {
    return List.of("haproxy", "-db", "-f", site.folder().resolve("haproxy.cfg").toString());
  }
}
