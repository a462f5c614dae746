package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.BalanceSpec;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Says which endpoint of an upstream gets the next request.
 *
 * <p>An endpoint that came back lately takes part in a choice only with the probability of its
 * {@link Endpoint#share}. A choice allocates nothing, but for a request that has failed somewhere
 * else. Shared by all event loops; each uses its own part.
 */
abstract sealed class Balancer {

  static Balancer of(BalanceSpec spec, int loops) {
    return switch (spec) {
      case BalanceSpec.LeastRequests() -> new LeastRequests();
      case BalanceSpec.RoundRobin() -> new RoundRobin(loops);
      case BalanceSpec.Random() -> new Any();
      case BalanceSpec.Hash _ -> new Hash();
    };
  }

  /**
   * The endpoint for a request; null where none is well.
   *
   * @param key says which one where the balance is a hash
   * @param tried those on which the same request failed; chosen only where there is no other
   */
  final @Nullable Endpoint choose(Members members, Caller caller, long key, List<Endpoint> tried) {
    Endpoint[] chosen = tried.isEmpty() ? members.chosen() : members.untried(tried);
    if (chosen.length == 0) {
      chosen = members.chosen();
    }
    return switch (chosen.length) {
      case 0 -> null;
      case 1 -> chosen[0];
      default -> pick(chosen, members.hasReturning(), caller, key);
    };
  }

  /**
   * One of several.
   *
   * @param returning whether some of them may not take part
   */
  abstract Endpoint pick(Endpoint[] from, boolean returning, Caller caller, long key);

  private static boolean takesPart(Endpoint endpoint, Caller caller) {
    return !endpoint.standing().isReturning()
        || caller.random().nextDouble() < endpoint.share(caller.now());
  }

  /**
   * Of two drawn at random, the one with fewer requests in flight on this event loop.
   *
   * <p>What the other loops have in flight is not asked: each has its random part of all clients,
   * so that what it sees of an endpoint is what the others see, and no counter is shared.
   */
  private static final class LeastRequests extends Balancer {
    private static final int MOST_DRAWS = 4;

    @Override
    Endpoint pick(Endpoint[] from, boolean returning, Caller caller, long key) {
      Endpoint better = from[0];
      for (int draw = 0; draw < MOST_DRAWS; draw++) {
        RandomGenerator random = caller.random();
        int first = random.nextInt(from.length);
        int second = random.nextInt(from.length - 1);
        Endpoint one = from[first];
        Endpoint other = from[second < first ? second : second + 1];
        better = caller.load(other) < caller.load(one) ? other : one;
        if (!returning) {
          return better;
        }
        boolean oneMay = takesPart(one, caller);
        boolean otherMay = takesPart(other, caller);
        if (oneMay || otherMay) {
          return oneMay && otherMay ? better : oneMay ? one : other;
        }
      }
      return better;
    }
  }

  /** One after the other, each event loop on its own and from a place of its own. */
  private static final class RoundRobin extends Balancer {
    /** So far apart that no two loops write to one line of a cache. */
    private static final int APART = 32;

    private final int[] turns;

    RoundRobin(int loops) {
      turns = new int[loops * APART];
    }

    @Override
    Endpoint pick(Endpoint[] from, boolean returning, Caller caller, long key) {
      Endpoint next = next(from, caller);
      for (int i = 1; returning && i < from.length && !takesPart(next, caller); i++) {
        next = next(from, caller);
      }
      return next;
    }

    private Endpoint next(Endpoint[] from, Caller caller) {
      int turn = turns[caller.index() * APART]++;
      return from[Math.floorMod(turn + caller.index(), from.length)];
    }
  }

  /** Any. */
  private static final class Any extends Balancer {
    private static final int MOST_DRAWS = 8;

    @Override
    Endpoint pick(Endpoint[] from, boolean returning, Caller caller, long key) {
      Endpoint drawn = from[caller.random().nextInt(from.length)];
      for (int i = 1; returning && i < MOST_DRAWS && !takesPart(drawn, caller); i++) {
        drawn = from[caller.random().nextInt(from.length)];
      }
      return drawn;
    }
  }

  /**
   * The one for which key and endpoint together hash highest (rendezvous hashing: Thaler and
   * Ravishankar, 1998). An endpoint that goes moves only the keys that were its own, each to where
   * it comes second; one that comes back takes them back one by one.
   */
  private static final class Hash extends Balancer {

    @Override
    Endpoint pick(Endpoint[] from, boolean returning, Caller caller, long key) {
      Endpoint best = highest(from, caller, key, returning);
      return best != null ? best : from[Math.floorMod(mix(key), from.length)];
    }

    private static @Nullable Endpoint highest(
        Endpoint[] from, Caller caller, long key, boolean returning) {
      Endpoint best = null;
      long bestScore = Long.MIN_VALUE;
      for (Endpoint endpoint : from) {
        long score = mix(key ^ endpoint.seed());
        if ((best == null || score > bestScore)
            && (!returning || takesKey(endpoint, caller, score))) {
          best = endpoint;
          bestScore = score;
        }
      }
      return best;
    }

    /** Not a draw: while the share grows, a key changes sides once. */
    private static boolean takesKey(Endpoint endpoint, Caller caller, long score) {
      return !endpoint.standing().isReturning()
          || (mix(score) >>> 11) * 0x1p-53 < endpoint.share(caller.now());
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mix(long seed) {
      long z = seed + 0x9E3779B97F4A7C15L;
      z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
      z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
      return z ^ z >>> 31;
    }
  }
}
