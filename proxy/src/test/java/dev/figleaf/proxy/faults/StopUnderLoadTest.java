package dev.figleaf.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.cli.FigleafProcess;
import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.RawSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while 500 requests are in flight, to a facade that is a process of its own. */
@Timeout(60)
class StopUnderLoadTest {
  private static final int IN_FLIGHT = 500;
  private static final int STREAMS = 100;
  private static final int GRACE_SECONDS = 20;
  private static final int SHORT_GRACE_SECONDS = 2;

  /**
   * In seconds. One is promised; processes of a busy machine take longer to begin and to end, but
   * not as long as the facade waits for connections that nobody cuts off, which is a minute.
   */
  private static final double SLACK = 10;

  private static final String GATE = "GET /gate HTTP/1.1\r\nHost: shop\r\n\r\n";
  private static final String HANDSHAKE =
      "GET /ws HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  private static final byte[] MASKED_HI = {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'};
  private static final byte[] GOING_AWAY = {(byte) 0x88, 2, 3, (byte) 0xe9};
  private static final byte[] MASKED_CLOSE = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xe9};

  @TempDir private Path folder;

  private FigleafProcess facade(UpstreamProcess upstream, int graceSeconds) throws IOException {
    Files.writeString(
        folder.resolve("figleaf.yaml"),
        """
        listeners: [{ listen: "127.0.0.1:0", h2c: true }]
        monolith: "%s"
        access-log: { enabled: false }
        grace: %ds
        """
            .formatted(upstream.url(), graceSeconds));
    return FigleafProcess.run(List.of("-Xmx192m"), folder, Map.of());
  }

  private static int port(FigleafProcess facade) {
    return URI.create(facade.url()).getPort();
  }

  private static void awaitInFlight(FigleafProcess facade) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> metrics(facade).contains("figleaf_requests_in_flight " + IN_FLIGHT + ".0"));
  }

  private static String metrics(FigleafProcess facade) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(facade.adminUrl() + "/metrics")).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private static List<RawSocket> connections(FigleafProcess facade, String request)
      throws IOException {
    var clients = new ArrayList<RawSocket>();
    int port = port(facade);
    for (int i = 0; i < IN_FLIGHT; i++) {
      clients.add(RawSocket.small(port).send(request));
    }
    return clients;
  }

  private static void close(List<? extends AutoCloseable> all) throws Exception {
    for (AutoCloseable one : all) {
      one.close();
    }
  }

  private static void tellEnd(
      FigleafProcess facade, long told, long opened, int finished, String test) throws Exception {
    int code = facade.exitCode();
    double exit = (System.nanoTime() - told) / 1e9;
    Figures.tell(
        "StopUnderLoadTest." + test,
        "%d of %d finished, exit %d %.1f s after SIGTERM, %.1f s after their answers were there;"
            + " the grace was %d s",
        finished,
        IN_FLIGHT,
        code,
        exit,
        (System.nanoTime() - opened) / 1e9,
        GRACE_SECONDS);
    assertThat(finished).isEqualTo(IN_FLIGHT);
    assertThat(code).isZero();
    assertThat(exit).isLessThan(GRACE_SECONDS + SLACK);
  }

  private static long terminate(FigleafProcess facade) throws Exception {
    long told = System.nanoTime();
    facade.signal("TERM");
    facade.awaitLine("ending; " + IN_FLIGHT + " requests in flight");
    return told;
  }

  @Test
  void fiveHundredRequestsOfHttp1Finish() throws Exception {
    try (var upstream = UpstreamProcess.start(folder);
        var facade = facade(upstream, GRACE_SECONDS)) {
      List<RawSocket> clients = connections(facade, GATE);
      try {
        awaitInFlight(facade);
        long told = terminate(facade);
        upstream.openGate();
        long opened = System.nanoTime();
        int finished = 0;
        for (RawSocket client : clients) {
          finished += client.readAnswer().status() == 200 ? 1 : 0;
        }
        tellEnd(facade, told, opened, finished, "fiveHundredRequestsOfHttp1Finish");
      } finally {
        close(clients);
      }
    }
  }

  @Test
  void fiveHundredStreamsOfHttp2Finish() throws Exception {
    try (var upstream = UpstreamProcess.start(folder);
        var facade = facade(upstream, GRACE_SECONDS)) {
      var clients = new ArrayList<Http2Socket>();
      int port = port(facade);
      try {
        for (int i = 0; i < IN_FLIGHT / STREAMS; i++) {
          clients.add(
              Http2Socket.over(new Socket(InetAddress.getLoopbackAddress(), port)).stingy());
          for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
            clients.getLast().get(stream, "/gate");
          }
        }
        awaitInFlight(facade);
        long told = terminate(facade);
        upstream.openGate();
        long opened = System.nanoTime();
        int finished = 0;
        for (Http2Socket client : clients) {
          for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
            finished += client.answer(stream).status() == 200 ? 1 : 0;
          }
        }
        tellEnd(facade, told, opened, finished, "fiveHundredStreamsOfHttp2Finish");
      } finally {
        close(clients);
      }
    }
  }

  /** Each is told that the other side goes away, and says goodbye. */
  @Test
  void fiveHundredWebSocketsAreClosedInOrder() throws Exception {
    try (var upstream = UpstreamProcess.start(folder);
        var facade = facade(upstream, GRACE_SECONDS)) {
      List<RawSocket> clients = connections(facade, HANDSHAKE);
      try {
        for (RawSocket client : clients) {
          assertThat(client.readHead().startLine()).startsWith("HTTP/1.1 101 ");
          assertThat(client.send(MASKED_HI).read(4)).endsWith('h', 'i');
        }
        awaitInFlight(facade);
        long told = terminate(facade);
        long opened = System.nanoTime();
        int finished = 0;
        for (RawSocket client : clients) {
          byte[] close = client.read(4);
          finished += Arrays.equals(close, GOING_AWAY) && ends(client) ? 1 : 0;
        }
        tellEnd(facade, told, opened, finished, "fiveHundredWebSocketsAreClosedInOrder");
      } finally {
        close(clients);
      }
    }
  }

  /** Whether it ends once goodbye is said; who says it too late hears of a RST. */
  private static boolean ends(RawSocket client) {
    try {
      client.send(MASKED_CLOSE).awaitEnd();
      return true;
    } catch (IOException _) {
      return true;
    } catch (AssertionError _) {
      return false; // nothing came for too long
    }
  }

  @Test
  void whatDoesNotFinishIsCutOffWhenTheGraceIsOver() throws Exception {
    try (var upstream = UpstreamProcess.start(folder);
        var facade = facade(upstream, SHORT_GRACE_SECONDS)) {
      List<RawSocket> clients = connections(facade, GATE);
      try {
        awaitInFlight(facade);
        long told = terminate(facade);
        int code = facade.exitCode();
        double exit = (System.nanoTime() - told) / 1e9;
        Figures.tell(
            "StopUnderLoadTest.whatDoesNotFinishIsCutOffWhenTheGraceIsOver",
            "exit %d %.1f s after SIGTERM; the grace was %d s",
            code,
            exit,
            SHORT_GRACE_SECONDS);
        assertThat(code).isEqualTo(1);
        assertThat(exit).isBetween((double) SHORT_GRACE_SECONDS, SHORT_GRACE_SECONDS + SLACK);
      } finally {
        close(clients);
      }
    }
  }
}
