import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Shows a facade what its day will be like: a few thousand requests, a scrape, and a good end.
 *
 * <p>{@code java Training.java COMMAND…} adds the addresses to the command. Exit code 0 when the
 * facade ended well.
 */
public final class Training {
  private static final int REQUESTS = 4_000;
  private static final int SECONDS_TO_START = 60;
  private static final byte[] ANSWER = "{\"name\": \"fig\"}".repeat(60).getBytes();

  private Training() {}

  public static void main(String[] command) throws Exception {
    HttpServer upstream = upstream();
    String edge = "127.0.0.1:" + freePort();
    String admin = "127.0.0.1:" + freePort();
    Process facade = start(command, upstream, edge, admin);
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      awaitReady(client, admin, facade);
      for (int i = 0; i < REQUESTS; i++) {
        ask(client, HttpRequest.newBuilder(uri(edge, "/items/" + i + "?page=1")));
        if (i % 8 == 0) {
          ask(client, HttpRequest.newBuilder(uri(edge, "/orders")).POST(BodyPublishers.ofByteArray(ANSWER)));
        }
      }
      ask(client, HttpRequest.newBuilder(uri(admin, "/metrics")));
    } finally {
      facade.destroy();
      upstream.stop(0);
    }
    System.exit(facade.waitFor(SECONDS_TO_START, TimeUnit.SECONDS) ? facade.exitValue() : 1);
  }

  private static HttpServer upstream() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, ANSWER.length);
          exchange.getResponseBody().write(ANSWER);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static Process start(String[] command, HttpServer upstream, String edge, String admin)
      throws IOException {
    var words = new ArrayList<>(List.of(command));
    words.add("--monolith=http://127.0.0.1:" + upstream.getAddress().getPort());
    words.add("--listen=" + edge);
    words.add("--admin=" + admin);
    return new ProcessBuilder(words).inheritIO().start();
  }

  private static void awaitReady(HttpClient client, String admin, Process facade) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
    while (facade.isAlive() && System.nanoTime() < end) {
      try {
        ask(client, HttpRequest.newBuilder(uri(admin, "/readyz")));
        return;
      } catch (IOException notYet) {
        Thread.sleep(20);
      }
    }
    throw new IllegalStateException("the facade is not ready");
  }

  private static URI uri(String address, String path) {
    return URI.create("http://" + address + path);
  }

  private static void ask(HttpClient client, HttpRequest.Builder request) throws Exception {
    int status = client.send(request.build(), BodyHandlers.ofByteArray()).statusCode();
    if (status != 200) {
      throw new IOException("status " + status);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
