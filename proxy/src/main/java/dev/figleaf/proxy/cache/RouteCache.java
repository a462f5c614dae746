package dev.figleaf.proxy.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.CacheMeters;
import dev.figleaf.proxy.telemetry.CacheUse;
import dev.figleaf.rules.CacheSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one route keeps, bounded by weight, and the answers that are on their way into it. Safe to
 * share; reading waits for nobody.
 */
public final class RouteCache {
  private static final int STRIPES = 1_024;
  private static final int MOST_PASSING = 10_000;
  private static final Duration PASSING_FOR = Duration.ofSeconds(10);

  private final String route;
  private final CacheSpec spec;
  private final CachePolicy policy;
  private final CacheMeters meters;
  private final Cache<CacheKey, Variants> kept;
  private final ConcurrentMap<FlightKey, Flight> flights = new ConcurrentHashMap<>();

  /** Whose answers were not kept lately: to wait for another one would be in vain. */
  private final Cache<FlightKey, Boolean> passing =
      Caffeine.newBuilder().maximumSize(MOST_PASSING).expireAfterWrite(PASSING_FOR).build();

  /** Counts what was thrown away, so that an older answer on its way is not kept after it. */
  private final AtomicLongArray thrown = new AtomicLongArray(STRIPES);

  private final List<LongAdder> uses =
      Stream.generate(LongAdder::new).limit(CacheUse.values().length).toList();

  private final AtomicLong purges = new AtomicLong();
  private final AtomicLong filling = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final CacheMemory memory;
  private volatile boolean closed;

  /**
   * @param memory that it shares with all others
   */
  public RouteCache(String route, CacheSpec spec, CacheMeters meters, CacheMemory memory) {
    this.route = route;
    this.spec = spec;
    this.policy = new CachePolicy(spec);
    this.meters = meters;
    this.memory = memory;
    this.kept =
        Caffeine.newBuilder()
            .maximumWeight(spec.max().bytes())
            .<CacheKey, Variants>weigher(RouteCache::weight)
            .evictionListener(this::evicted)
            .build();
  }

  private static int weight(CacheKey key, Variants variants) {
    long weight = (long) variants.weight() + key.site().length() + key.target().length();
    return (int) Math.min(Integer.MAX_VALUE, weight);
  }

  private void evicted(@Nullable CacheKey key, @Nullable Variants variants, RemovalCause cause) {
    if (key != null && variants != null && cause == RemovalCause.SIZE) {
      grew(-weight(key, variants));
      meters.evicted();
    }
  }

  private void grew(long by) {
    bytes.addAndGet(by);
    memory.grew(by);
  }

  /** What is kept under a key changes; what it weighs is counted. */
  private @Nullable Variants counted(
      CacheKey key, @Nullable Variants old, @Nullable Variants next) {
    long before = old == null ? 0 : weight(key, old);
    long after = next == null ? 0 : weight(key, next);
    grew(after - before);
    return next;
  }

  /** Lets go of a key; null where nothing was kept under it. */
  private @Nullable Variants remove(CacheKey key) {
    Variants gone = kept.asMap().remove(key);
    if (gone != null) {
      counted(key, gone, null);
    }
    return gone;
  }

  public String route() {
    return route;
  }

  public CachePolicy policy() {
    return policy;
  }

  /** A request was answered so. */
  public void used(CacheUse use) {
    uses.get(use.ordinal()).increment();
    meters.used(use);
  }

  /** How many requests were answered so, since this cache began. */
  public long uses(CacheUse use) {
    return uses.get(use.ordinal()).sum();
  }

  /** The upstream is asked again while a stale answer is given. */
  public void refreshed() {
    meters.refreshed();
  }

  /** The largest body that is kept, in bytes. */
  public int maxEntry() {
    return (int) spec.maxEntry().bytes();
  }

  /** The time of all that is kept here, in milliseconds. */
  public long now() {
    return CacheClock.millis();
  }

  /** What becomes of a request. */
  public Lookup look(CacheKey key, Asked asked) {
    Variants variants = kept.getIfPresent(key);
    return policy.look(asked, variants == null ? Variants.NONE : variants, now());
  }

  // --- what is kept

  /** Counts up whenever something is thrown away that may have this key. */
  public long epoch(CacheKey key) {
    return thrown.get(stripe(key)) + purges.get();
  }

  /**
   * Keeps an answer, unless something of its key was thrown away since.
   *
   * @param epoch when its request left
   * @return whether it is kept
   */
  public boolean keep(CacheKey key, StoredAnswer answer, long epoch) {
    if (closed || epoch(key) != epoch) {
      return false;
    }
    kept.asMap()
        .compute(
            key, (_, old) -> counted(key, old, (old == null ? Variants.NONE : old).with(answer)));
    if (closed || epoch(key) != epoch) {
      remove(key);
      return false;
    }
    memory.settle();
    meters.stored();
    return true;
  }

  /**
   * Keeps what the upstream said is good still, from now on, as a 304 says (RFC 9111 §4.3.4) that
   * {@link CachePolicy#isAbout is about it}.
   *
   * @return what the client gets, kept or not
   */
  public StoredAnswer freshen(
      CacheKey key,
      Asked asked,
      StoredAnswer old,
      HeaderList notModified,
      long askedAt,
      long epoch) {
    HeaderList headers = policy.freshened(old, notModified);
    return switch (policy.storing(asked.asGet(), old.status(), headers, askedAt, now())) {
      case Storing.Kept(StoredAnswer head) -> {
        StoredAnswer fresh = head.with(old.body());
        if (!keep(key, fresh, epoch)) {
          drop(key, old);
        }
        yield fresh;
      }
      case Storing.Left _ -> {
        drop(key, old);
        yield old.with(headers);
      }
    };
  }

  /** One answer is no good any more. */
  public void drop(CacheKey key, StoredAnswer answer) {
    kept.asMap()
        .computeIfPresent(
            key,
            (_, all) -> {
              Variants rest = all.without(answer);
              return counted(key, all, rest.answers().isEmpty() ? null : rest);
            });
  }

  /** Nothing that is kept under the key is good any more (RFC 9111 §4.4). */
  public void invalidate(CacheKey key) {
    thrown.incrementAndGet(stripe(key));
    remove(key);
  }

  /**
   * Throws away what is kept under such paths.
   *
   * @return how many answers there were
   */
  public long purge(Predicate<String> path) {
    purges.incrementAndGet();
    long gone = 0;
    for (CacheKey key : kept.asMap().keySet()) {
      if (path.test(key.path())) {
        Variants variants = remove(key);
        gone += variants == null ? 0 : variants.answers().size();
      }
    }
    return gone;
  }

  private static int stripe(CacheKey key) {
    int hash = key.hashCode();
    return (hash ^ hash >>> 16) & (STRIPES - 1);
  }

  // --- what is on its way

  /** Something that may become known of a key: who leads asks, all others wait. */
  public sealed interface Joined {
    /** The caller asks the upstream, and lands the flight whatever comes of it. */
    record Leads(Flight flight) implements Joined {}

    /** Somebody else does. */
    record Follows(Flight flight) implements Joined {}

    /** The caller asks for itself. */
    record Alone() implements Joined {}
  }

  /** Joins those who want the same answer. */
  public Joined join(CacheKey key, String upstream, HeaderList request) {
    var wanted = new FlightKey(key, upstream, policy.selecting(request));
    if (passing.getIfPresent(wanted) != null) {
      return new Joined.Alone();
    }
    var flight = new Flight(wanted);
    Flight before = flights.putIfAbsent(wanted, flight);
    if (before == null) {
      return new Joined.Leads(flight);
    }
    return before.leftNanos() > 0 ? new Joined.Follows(before) : new Joined.Alone();
  }

  /**
   * Ends a flight, and lets go who waits.
   *
   * @param inVain whether answers like this one are not kept, so that nobody waits for the next
   */
  public void land(@Nullable Flight flight, boolean inVain) {
    if (flight != null && flights.remove(flight.key, flight)) {
      if (inVain) {
        passing.put(flight.key, true);
      }
      flight.land();
    }
  }

  // --- memory

  /** Takes room for bodies on their way, or none: all of them have as much as what is kept. */
  boolean take(long wanted) {
    if (filling.addAndGet(wanted) <= spec.max().bytes() && memory.take(wanted)) {
      return true;
    }
    filling.addAndGet(-wanted);
    return false;
  }

  void giveBack(long taken) {
    filling.addAndGet(-taken);
    memory.giveBack(taken);
  }

  /** What is kept, in bytes. */
  long bytes() {
    return bytes.get();
  }

  /**
   * Lets go of what is least worth keeping.
   *
   * @param over how many bytes are too many
   * @return whether anything went
   */
  boolean makeRoom(long over) {
    List<CacheKey> least = kept.policy().eviction().orElseThrow().coldest(all -> first(over, all));
    boolean gone = false;
    for (CacheKey key : least) {
      if (remove(key) != null) {
        meters.evicted();
        gone = true;
      }
    }
    return gone;
  }

  private static List<CacheKey> first(
      long over, Stream<Policy.CacheEntry<CacheKey, Variants>> coldest) {
    var keys = new ArrayList<CacheKey>();
    long gone = 0;
    for (var all = coldest.iterator(); gone < over && all.hasNext(); ) {
      Policy.CacheEntry<CacheKey, Variants> one = all.next();
      keys.add(one.getKey());
      gone += one.weight();
    }
    return keys;
  }

  /** Keeps nothing any more, whoever of an older rule set still asks it. */
  void close() {
    closed = true;
    purge(_ -> true);
  }

  // --- figures

  /** How much is kept now, in addresses, and in bytes of at most so many. */
  public record Figures(long addresses, long bytes, long most) {}

  /** Counts what is kept; what is over the bound goes first. */
  public Figures figures() {
    kept.cleanUp();
    return new Figures(kept.estimatedSize(), bytes(), spec.max().bytes());
  }

  /** Lets the meters tell of it. */
  void watch() {
    meters.watch(() -> figures().addresses(), () -> figures().bytes());
  }
}
