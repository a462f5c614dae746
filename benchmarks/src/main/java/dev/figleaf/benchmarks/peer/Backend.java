package dev.figleaf.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The service behind every proxy: nginx with one worker, which answers out of its memory.
 *
 * <p>Every path answers 1 KiB of JSON, but {@code /large} (100 KiB), {@code /headers} (1 KiB under
 * twelve headers) and {@code /sink} (reads a body, then answers).
 */
public final class Backend {
  private static final int KIB = 1024;

  private static final String SERVER =
      Nginx.MAIN
          + """
            client_body_buffer_size 64k;
            open_file_cache max=10;
            sendfile on;
            tcp_nopush on;
            default_type application/json;
            server {
              listen 127.0.0.1:%1$d backlog=4096;
              location / { return 200 '%2$s'; }
              location = /large { root %3$s; }
              location = /headers {
                add_header Cache-Control "private, max-age=0, must-revalidate";
                add_header ETag '"5f2b8c1e-400"';
                add_header Vary "Accept-Encoding, Cookie";
                add_header Set-Cookie "SESSION=4f6b1d0e9c2a7b385f6e; Path=/; HttpOnly; SameSite=Lax";
                add_header Strict-Transport-Security "max-age=31536000; includeSubDomains";
                add_header X-Content-Type-Options "nosniff";
                add_header X-Frame-Options "SAMEORIGIN";
                add_header Content-Security-Policy "default-src 'self'; img-src 'self' data:";
                return 200 '%2$s';
              }
              # "return" alone answers before the body is there; a mirror reads all of it first.
              location = /sink {
                mirror /nowhere;
                root %3$s;
                error_page 405 =200 @received;
              }
              location = /nowhere { internal; return 204; }
              location @received { return 200 '{"received":true}'; }
            }
          }
          """;

  private Backend() {}

  /** Writes what it needs into a folder. */
  public static List<String> configure(Path folder, int port) throws IOException {
    Files.writeString(folder.resolve("large"), json(100 * KIB));
    Files.writeString(folder.resolve("sink"), "");
    Files.writeString(folder.resolve("nginx.conf"), SERVER.formatted(port, json(KIB), folder));
    return List.of("nginx", "-p", folder + "/", "-c", "nginx.conf");
  }

  /** A document of exactly so many bytes. */
  static String json(int bytes) {
    String frame = "{\"items\":\"%s\"}";
    return frame.formatted("x".repeat(bytes - frame.length() + 2));
  }
}
