package dev.figleaf.proxy.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Visits to the shop through the facade, a bounded number at a time, each on a virtual thread; a
 * tally counts how they end. Safe for any thread.
 */
final class Visits implements AutoCloseable {
  /** How many clients there are. */
  static final int CLIENTS = 2_000;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final URI facade;
  private final Tally tally;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore atOnce;

  /**
   * Visits that have not begun.
   *
   * @param most how many there are at once
   */
  Visits(URI facade, int most, Tally tally) {
    this.facade = facade;
    this.atOnce = new Semaphore(most);
    this.tally = tally;
  }

  /** Begins a visit, unless too many are there. */
  void offer(int client, Wish wish) {
    if (atOnce.tryAcquire()) {
      threads.execute(() -> visit(client, List.of(wish)));
    }
  }

  /** Begins a visit as soon as there is room; its wishes come one after the other. */
  void put(int client, List<Wish> wishes) throws InterruptedException {
    atOnce.acquire();
    threads.execute(() -> visit(client, wishes));
  }

  private void visit(int client, List<Wish> wishes) {
    try {
      for (Wish wish : wishes) {
        tally.add(answer(client, wish));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      atOnce.release();
    }
  }

  private Tally.Answer answer(int client, Wish wish) throws InterruptedException {
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
    }
    long end = System.nanoTime();
    return new Tally.Answer(upstream, wish.seam(), failed, end - begin, end);
  }

  private HttpRequest request(int client, Wish wish) {
    return HttpRequest.newBuilder(facade.resolve(wish.path()))
        .method(wish.method(), BodyPublishers.ofString(wish.body()))
        .header("X-User-Id", Integer.toString(client))
        .timeout(PATIENCE)
        .build();
  }

  /** Returns when every visit has ended. */
  @Override
  public void close() {
    threads.close();
    http.close();
  }
}
