package dev.figleaf.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * nginx with one worker: the measure of all others.
 *
 * @param mirrors whether every request is copied to the backend once more
 */
public record Nginx(String name, boolean mirrors) implements Peer {
  /** What nginx needs in order not to touch anything outside of its folder. */
  static final String MAIN =
      """
      user root root;
      daemon off;
      worker_processes 1;
      worker_rlimit_nofile 20000;
      error_log stderr warn;
      pid nginx.pid;
      events { worker_connections 15000; multi_accept on; }
      http {
        access_log off;
        client_body_temp_path body;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        keepalive_requests 1000000;
        keepalive_timeout 75s;
      """;

  private static final String MIRROR =
      "    location = /copy { internal; proxy_pass http://backend$request_uri; }\n";

  private static final String SERVER =
      MAIN
          + """
            client_body_buffer_size 32k;
            upstream backend {
              server 127.0.0.1:%d;
              keepalive 128;
              keepalive_requests 1000000;
            }
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
            server {
              listen 127.0.0.1:%d backlog=4096;
              listen 127.0.0.1:%d ssl http2;
              ssl_certificate %s;
              ssl_certificate_key %s;
          %s
            }
          }
          """;

  /** The one that the others are compared with. */
  public Nginx() {
    this("nginx", false);
  }

  @Override
  public void configure(Site site) throws IOException {
    var certificate = site.certificate();
    Files.writeString(
        site.folder().resolve("nginx.conf"),
        SERVER.formatted(
            site.backend(),
            site.port(),
            site.tlsPort(),
            certificate.chain(),
            certificate.key(),
            locations(site)));
  }

  private String locations(Site site) {
    return revision(site)
        + (mirrors ? MIRROR : "")
        + IntStream.range(0, site.routes())
            .mapToObj(route -> site.routes() == 1 ? "/" : Site.prefix(route) + "/")
            .map(
                ("    location %s { proxy_pass http://backend;"
                        + (mirrors ? " mirror /copy;" : "")
                        + " }")
                    ::formatted)
            .collect(Collectors.joining("\n"));
  }

  private static String revision(Site site) {
    return site.revision() == 0
        ? ""
        : "    location = /revision { return 200 \"%d\"; }\n".formatted(site.revision());
  }

  @Override
  public List<String> command(Site site) {
    return List.of("nginx", "-p", site.folder() + "/", "-c", "nginx.conf");
  }

  @Override
  public boolean reloads() {
    return true;
  }

  @Override
  public boolean isMeasure() {
    return !mirrors;
  }
}
