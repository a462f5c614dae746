package dev.figleaf.proxy.cli.demo;

import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Shoppers who read the catalog, and clerks who count what is on its shelves and look whether it
 * shows: always the same ones in the same order, at a steady rate.
 */
public final class Shoppers implements AutoCloseable {
  private static final int ITEMS = 480;

  // Few: on a busy machine they wait for each other, and not for the facade.
  private static final int MOST_AT_ONCE = 16;

  private static final List<String> SEARCHES =
      List.of("oak", "brass", "lamp", "K%C3%A4fer", "folding", "little", "steel", "nothing");

  private final Visits visits;
  private final long nanosEach;
  private final RandomGenerator random = new java.util.Random(42);

  /**
   * Shoppers that have not begun.
   *
   * @param perSecond how many requests they make together
   */
  public Shoppers(URI facade, int perSecond, Tally tally) {
    this.visits = new Visits(facade, MOST_AT_ONCE, tally);
    this.nanosEach = 1_000_000_000L / perSecond;
  }

  /** Sends at least so many requests; returns when the last was sent. */
  public void send(int requests) throws InterruptedException {
    long next = System.nanoTime();
    for (int sent = 0; sent < requests; ) {
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      List<Wish> wishes = wishes();
      visits.put(1 + random.nextInt(Visits.CLIENTS), wishes);
      sent += wishes.size();
      next += wishes.size() * nanosEach;
    }
  }

  private List<Wish> wishes() {
    int item = 1 + random.nextInt(ITEMS);
    int draw = random.nextInt(100);
    if (draw < 3) {
      return List.of(Wish.count(item, random.nextInt(1_000)), page(item));
    }
    if (draw < 50) {
      return List.of(page(item));
    }
    return List.of(Wish.read("/api/catalog" + list(draw, item), true));
  }

  private static Wish page(int item) {
    return Wish.read("/api/catalog/items/" + item, true);
  }

  private static String list(int draw, int item) {
    if (draw < 65) {
      return "/items?page=" + (1 + item % 24);
    }
    if (draw < 75) {
      return "/items?q=" + SEARCHES.get(item % SEARCHES.size());
    }
    if (draw < 80) {
      return "/items?category=CAT-0" + (1 + item % 9);
    }
    return draw < 88 ? "/picks" : draw < 95 ? "/categories" : "";
  }

  /** Returns when what was sent has been answered. */
  @Override
  public void close() {
    visits.close();
  }
}
