package dev.figleaf.proxy.cli.demo;

import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Clients that browse the shop through the facade, a bounded trickle of them: when the facade is
 * slow, fewer requests are sent, never more.
 */
public final class Clients implements AutoCloseable {
  private static final int MOST_AT_ONCE = 64;

  private final Visits visits;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  // Always the same clients in the same order: two demos can be compared.
  private final RandomGenerator random = new java.util.Random(42);

  private Clients(Visits visits) {
    this.visits = visits;
  }

  /**
   * Lets them begin.
   *
   * @param perSecond how many requests they make together at most
   */
  public static Clients start(URI facade, int perSecond, Tally tally) {
    var clients = new Clients(new Visits(facade, MOST_AT_ONCE, tally));
    clients.clock.scheduleAtFixedRate(
        clients::next, 0, 1_000_000_000L / perSecond, TimeUnit.NANOSECONDS);
    return clients;
  }

  private void next() {
    int client = 1 + random.nextInt(Visits.CLIENTS);
    visits.offer(client, wish(client));
  }

  private Wish wish(int client) {
    int item = 1 + random.nextInt(200);
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> Wish.read("/api/catalog/items/" + item, true);
      case 4, 5 -> Wish.read("/api/catalog/items?page=" + (1 + item % 10), true);
      case 6 -> Wish.read("/api/catalog/categories", true);
      case 7 -> Wish.read("/api/catalog/picks", true);
      case 8 -> Wish.read("/catalog?page=" + (1 + item % 10), false);
      default -> Wish.read("/api/orders?user=" + (1 + client % 100), false);
    };
  }

  /** Sends no more, and returns when what is in flight has been answered. */
  @Override
  public void close() {
    clock.close();
    visits.close();
  }
}
