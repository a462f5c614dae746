package dev.figleaf.proxy.shadow;

/**
 * How often something happened, and what follows for how often it happens. The bounds hold at all
 * times together: however often somebody looks, and whenever they stop, the chance that a bound was
 * ever wrong is at most one minus the confidence.
 *
 * <p>A bet against "the rate is at least b" that is fair or worse whenever that is true can hardly
 * ever multiply its stake by 1/α (Ville 1939): a mixture of such bets is a confidence sequence
 * (Robbins 1970; Howard, Ramdas, McAuliffe and Sekhon 2021; Waudby-Smith and Ramdas 2024). {@code
 * docs/verdict.md} derives it.
 */
public record Rate(long trials, long hits) {
  /** Rates that are bet on, as shares of the rate that is doubted, and the stake on each. */
  private static final double[] LOWER = {0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.97};

  private static final double[] LOWER_STAKES = {0.4, 0.1, 0.15, 0.15, 0.1, 0.06, 0.04};

  private static final double[] HIGHER = {1.1, 1.4, 2, 4, 10, 50};
  private static final double[] HIGHER_STAKES = {0.1, 0.2, 0.3, 0.2, 0.1, 0.1};

  private static final int HALVINGS = 60;

  public static final Rate NONE = new Rate(0, 0);

  public Rate {
    if (hits < 0 || hits > trials) {
      throw new IllegalArgumentException(hits + " of " + trials);
    }
  }

  /** One trial more. */
  public Rate with(boolean hit) {
    return new Rate(trials + 1, hits + (hit ? 1 : 0));
  }

  /** The share that was seen; 0 of none. */
  public double share() {
    return trials == 0 ? 0 : (double) hits / trials;
  }

  /** Whether the rate is shown to be under this. */
  public boolean isBelow(double rate, double confidence) {
    return rate > 0 && logWealth(rate, LOWER, LOWER_STAKES) >= needed(confidence);
  }

  /** Whether the rate is shown to be over this. */
  public boolean isAbove(double rate, double confidence) {
    return rate < 1 && logWealth(rate, HIGHER, HIGHER_STAKES) >= needed(confidence);
  }

  /** The rate is not over this. */
  public double upper(double confidence) {
    double low = share();
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (isBelow(middle, confidence)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** The rate is not under this. */
  public double lower(double confidence) {
    double low = 0;
    double high = share();
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (isAbove(middle, confidence)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double needed(double confidence) {
    return -Math.log(1 - confidence);
  }

  /** The logarithm of what a stake of one has become, by log-sum-exp. */
  private double logWealth(double doubted, double[] shares, double[] stakes) {
    double most = Double.NEGATIVE_INFINITY;
    double[] terms = new double[shares.length];
    for (int i = 0; i < shares.length; i++) {
      terms[i] = Math.log(stakes[i]) + logPayout(doubted, shares[i]);
      most = Math.max(most, terms[i]);
    }
    double sum = 0;
    for (double term : terms) {
      sum += Math.exp(term - most);
    }
    return most + Math.log(sum);
  }

  private double logPayout(double doubted, double share) {
    if (doubted >= 1) {
      return Double.POSITIVE_INFINITY;
    }
    // A bet on a rate over one half of what is left to one stays a rate.
    double bet = share <= 1 ? share : Math.min(share, 1 + (1 / doubted - 1) / 2);
    double onHits = hits == 0 ? 0 : hits * Math.log(bet);
    return onHits + (trials - hits) * (Math.log1p(-doubted * bet) - Math.log1p(-doubted));
  }
}
