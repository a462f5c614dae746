package dev.figleaf.proxy.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Clients that browse the shop through the facade, a bounded trickle of them.
 *
 * <p>Each request is a virtual thread; when the facade is slow, fewer are sent, never more.
 */
public final class Clients implements AutoCloseable {
  private static final int CLIENTS = 2_000;
  private static final int MOST_IN_FLIGHT = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A request that a client makes, and whether it belongs to what is moving out. */
  private record Wish(String path, boolean seam) {}

  private final URI facade;
  private final Tally tally;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
  // Always the same clients in the same order: two demos can be compared.
  private final RandomGenerator random = new java.util.Random(42);

  private Clients(URI facade, Tally tally) {
    this.facade = facade;
    this.tally = tally;
  }

  /**
   * Lets them begin.
   *
   * @param perSecond how many requests they make together at most
   */
  public static Clients start(URI facade, int perSecond, Tally tally) {
    var clients = new Clients(facade, tally);
    clients.clock.scheduleAtFixedRate(
        clients::next, 0, 1_000_000_000L / perSecond, TimeUnit.NANOSECONDS);
    return clients;
  }

  private void next() {
    if (inFlight.tryAcquire()) {
      int client = 1 + random.nextInt(CLIENTS);
      Wish wish = wish(client);
      requests.execute(() -> send(client, wish));
    }
  }

  private Wish wish(int client) {
    int item = 1 + random.nextInt(200);
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> new Wish("/api/catalog/items/" + item, true);
      case 4, 5 -> new Wish("/api/catalog/items?page=" + (1 + item % 10), true);
      case 6 -> new Wish("/api/catalog/categories", true);
      case 7 -> new Wish("/api/catalog/picks", true);
      case 8 -> new Wish("/catalog?page=" + (1 + item % 10), false);
      default -> new Wish("/api/orders?user=" + (1 + client % 100), false);
    };
  }

  private void send(int client, Wish wish) {
    long begin = System.nanoTime();
    String upstream = "nobody";
    boolean failed = true;
    try {
      HttpResponse<Void> answer =
          http.send(request(client, wish), HttpResponse.BodyHandlers.discarding());
      upstream = answer.headers().firstValue("X-Served-By").orElse("figleaf");
      failed = answer.statusCode() >= 400;
    } catch (IOException _) {
      // counted as a failure that nobody served
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    } finally {
      inFlight.release();
    }
    long end = System.nanoTime();
    tally.add(new Tally.Answer(upstream, wish.seam, failed, end - begin, end));
  }

  private HttpRequest request(int client, Wish wish) {
    return HttpRequest.newBuilder(facade.resolve(wish.path))
        .header("X-User-Id", Integer.toString(client))
        .timeout(PATIENCE)
        .build();
  }

  /** Sends no more, and returns when what is in flight has been answered. */
  @Override
  public void close() {
    clock.close();
    requests.close();
    http.close();
  }
}
