package dev.figleaf.proxy.traffic;

import java.util.random.RandomGenerator;

/**
 * Draws requests at random, so many a second on average, and says how many each stands for.
 *
 * <p>Each request is drawn by itself, with a chance that what came before it decided: so the
 * weights of all that were drawn add up, on average, to all that there were. Belongs to one event
 * loop.
 */
final class Sampler {
  private final int perSecond;
  private final RandomGenerator random;
  private int second = -1;
  private int seen;
  private int drawn;
  private int limit;
  private int every = 1;

  Sampler(int perSecond, RandomGenerator random) {
    this.perSecond = perSecond;
    this.random = random;
    this.limit = perSecond;
  }

  /** How many requests this one stands for, or 0 where it was not drawn. */
  int draw(int now) {
    if (now != second) {
      begin(now);
    }
    seen++;
    int stands = every;
    if (stands > 1 && random.nextInt() >>> 1 >= Integer.MAX_VALUE / stands) {
      return 0;
    }
    // A second that brings far more than the one before it is thinned out as it goes on.
    if (++drawn >= limit) {
      every = Math.min(every * 2, 1 << 20);
      limit += Math.max(1, perSecond / 2);
    }
    return stands;
  }

  private void begin(int now) {
    int before = now == second + 1 ? seen : 0;
    every = Math.max(1, (before + perSecond - 1) / perSecond);
    second = now;
    seen = 0;
    drawn = 0;
    limit = perSecond;
  }
}
