package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyProcess;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand routes fit into the heap that the launcher gives {@code figleaf run}. */
@ProxyTest
@Timeout(120)
class ManyRoutesTest {
  private static final int ROUTES = 10_000;
  private static final int ROUTES_PER_FILE = 5_000;
  private static final Pattern RUN = Pattern.compile("\\brun\\) flags='([^']+)'");

  @TempDir Path folder;

  private static String[] launcherFlags() throws IOException {
    var run = RUN.matcher(Files.readString(Path.of("../figleaf")));
    assertThat(run.find()).as("the launcher has flags for run").isTrue();
    return ("-XX:+UseSerialGC -XX:MaxDirectMemorySize=128m " + run.group(1)).split(" ");
  }

  private void write(RawUpstream upstream, int revision) throws IOException {
    for (int from = 0; from < ROUTES; from += ROUTES_PER_FILE) {
      Files.writeString(folder.resolve("routes-" + from + ".yaml"), routes(from, revision));
    }
    Files.writeString(
        folder.resolve("upstreams.yaml"),
        "version: 1\nupstreams: { shop: { url: \"%s\" } }\n".formatted(upstream.url()));
  }

  /** Every revision has routes of other names. */
  private static String routes(int from, int revision) {
    return IntStream.range(from, from + ROUTES_PER_FILE)
        .mapToObj(i -> "  - { name: r-%d-%d, match: /r/%d/**, to: shop }".formatted(revision, i, i))
        .collect(Collectors.joining("\n", "version: 1\nroutes:\n", "\n"));
  }

  private static void get(RawSocket client, int route) throws IOException {
    client.send("GET /r/" + route + "/x HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(client.readAnswer()).hasStatus(200);
  }

  @Test
  void tenThousandRoutesAreLoadedAllUsedAndReloaded(ProxyHarness proxy) throws Exception {
    RawUpstream shop =
        proxy.rawUpstream(
            "shop",
            connection -> {
              while (connection.socket().readRequest().isPresent()) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
            });
    write(shop, 0);

    try (var process = ProxyProcess.startWith(folder, launcherFlags());
        RawSocket client = process.connect()) {
      get(client, ROUTES - 1);
      for (int route = 0; route < ROUTES; route++) {
        get(client, route);
      }
      for (int revision = 1; revision <= 3; revision++) {
        write(shop, revision);
        assertThat(process.reload()).isEqualTo("Accepted");
        get(client, ROUTES - 1);
      }
    }
  }
}
