package dev.figleaf.routing;

import dev.figleaf.rules.Action;
import dev.figleaf.rules.CohortKey;
import dev.figleaf.rules.CohortSpec;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.SeamSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the upstream of a request, by its client's cohort and the weights.
 *
 * <p>Immutable and shared by all event loops. All routes of a seam share one, so that they never
 * disagree about a client. Nothing is drawn where one upstream serves everybody.
 */
public final class Splitter {
  private final Shares shares;
  private final @Nullable Cohort cohort;
  private final @Nullable Decision fixed;

  private Splitter(Shares shares, @Nullable Cohort cohort) {
    this.shares = shares;
    this.cohort = cohort;
    this.fixed = shares.isFixed() ? Decision.fixed(shares.upstreams().getFirst()) : null;
  }

  /** One upstream for every request. */
  static Splitter fixed(String upstream) {
    return new Splitter(new Shares(Map.of(upstream, 1)), null);
  }

  /** The two sides of a seam: {@code to} serves the clients under its weight. */
  static Splitter seam(SeamSpec seam) {
    int to = seam.weight().thousandths();
    var weights = new LinkedHashMap<String, Integer>();
    weights.put(seam.to(), to);
    weights.merge(seam.from(), Percentage.ALL.thousandths() - to, Integer::sum);
    return new Splitter(new Shares(weights), cohort(seam.name(), seam.cohort()));
  }

  /** A route's own split; without a cohort each request draws anew. */
  static Splitter split(String route, Action.Split split, @Nullable CohortSpec cohort) {
    return new Splitter(new Shares(split.weights()), cohort(route, cohort));
  }

  private static @Nullable Cohort cohort(String name, @Nullable CohortSpec spec) {
    return spec instanceof CohortSpec.Keyed(var keys) ? new Cohort(name, keys) : null;
  }

  /**
   * Decides for a request.
   *
   * @param random for what the request does not say: a new visitor, or the draw of one request
   */
  public Decision decide(RequestHead head, RandomGenerator random) {
    Decision known = known(head);
    if (known != null) {
      return known;
    }
    if (cohort == null) {
      return decision(random.nextLong(), "request", null);
    }
    String visitor = Cohort.mint(random);
    return decision(cohort.hash(visitor), Cohort.VISITOR, visitor);
  }

  /**
   * Decides by a draw from 0 inclusive to 1 exclusive, whoever the client is.
   *
   * @throws IllegalArgumentException for any other draw
   */
  public Decision decide(RequestHead head, double draw) {
    return fixed != null
        ? fixed
        : new Decision(shares.upstream(Shares.hashOf(draw)), draw, "bucket", null);
  }

  /** The decision where it needs no chance, or null where it does. */
  @Nullable Decision known(RequestHead head) {
    if (fixed != null) {
      return fixed;
    }
    Cohort.Client client = cohort == null ? null : cohort.find(head);
    return client == null || cohort == null
        ? null
        : decision(cohort.hash(client.key()), client.label(), null);
  }

  /**
   * Where the client of a request stands, also where one upstream serves everybody for now; null
   * where nothing in the request says who it is, and where each request draws anew.
   */
  public @Nullable Place place(RequestHead head) {
    Cohort.Client client = cohort == null ? null : cohort.find(head);
    return client == null || cohort == null
        ? null
        : new Place(client.label(), cohort.hash(client.key()));
  }

  /** What a cohort key says of a request, or null. */
  public static @Nullable String value(CohortKey key, RequestHead head) {
    return Cohort.value(key, head);
  }

  /** The upstream that serves who stands there. */
  public String upstream(long hash) {
    return shares.upstream(hash);
  }

  private Decision decision(long hash, String key, @Nullable String minted) {
    return new Decision(shares.upstream(hash), Cohort.fraction(hash), key, minted);
  }

  /** Whether a client that nothing identifies is given a visitor cookie. */
  public boolean mintsVisitors() {
    return fixed == null && cohort != null;
  }

  /** Whether one upstream serves everybody. */
  public boolean isFixed() {
    return fixed != null;
  }

  /** The upstreams that serve anybody at all, in the order of the draw. */
  public List<String> upstreams() {
    return shares.upstreams();
  }

  /** The shares in words: {@code 20% catalog, 80% monolith}. */
  @Override
  public String toString() {
    return shares.toString();
  }
}
