import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows a facade what its day will be like: a few thousand requests, a scrape, and a good end.
 *
 * <p>{@code java Training.java COMMAND…} adds the addresses to the command. Exit code 0 when the
 * facade ended well.
 */
public final class Training {
  private static final int REQUESTS = 4_000;
  private static final int SECONDS_TO_END = 60;
  private static final Pattern START =
      Pattern.compile("figleaf listening on (http://\\S+), admin on (http://[^, ]+),");

  private static final byte[] ANSWER = "{\"name\": \"fig\"}".repeat(60).getBytes();

  private Training() {}

  public static void main(String[] command) throws Exception {
    System.exit(train(command));
  }

  private static int train(String[] command) throws Exception {
    HttpServer upstream = upstream();
    Process facade = start(command, upstream);
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        BufferedReader said = facade.errorReader()) {
      Matcher addresses = awaitStart(said);
      Thread.ofVirtual().start(() -> said.lines().forEach(System.err::println));
      teach(client, addresses.group(1));
      ask(client, HttpRequest.newBuilder(URI.create(addresses.group(2) + "/metrics")));
      // The handle leaves the streams open: it must be able to say good-bye.
      facade.toHandle().destroy();
      return facade.waitFor(SECONDS_TO_END, TimeUnit.SECONDS) ? facade.exitValue() : 1;
    } finally {
      facade.destroy();
      upstream.stop(0);
    }
  }

  private static void teach(HttpClient client, String edge) throws Exception {
    for (int i = 0; i < REQUESTS; i++) {
      ask(client, HttpRequest.newBuilder(URI.create(edge + "/items/" + i + "?page=1")));
      if (i % 8 == 0) {
        var order = HttpRequest.newBuilder(URI.create(edge + "/orders"));
        ask(client, order.POST(BodyPublishers.ofByteArray(ANSWER)));
      }
    }
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

  private static Process start(String[] command, HttpServer upstream) throws IOException {
    var words = new ArrayList<>(List.of(command));
    words.add("--monolith=http://127.0.0.1:" + upstream.getAddress().getPort());
    words.add("--listen=127.0.0.1:0");
    words.add("--admin=127.0.0.1:0");
    return new ProcessBuilder(words).redirectOutput(Redirect.INHERIT).start();
  }

  /** Reads what it says until it says where it listens; it ends where it cannot. */
  private static Matcher awaitStart(BufferedReader said) throws IOException {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher start = START.matcher(line);
      if (start.find()) {
        return start;
      }
      System.err.println(line); // whoever builds must see why it does not start
    }
    throw new IllegalStateException("the facade has ended before it listened");
  }

  private static void ask(HttpClient client, HttpRequest.Builder request) throws Exception {
    int status = client.send(request.build(), BodyHandlers.ofByteArray()).statusCode();
    if (status != 200) {
      throw new IOException("status " + status);
    }
  }
}
