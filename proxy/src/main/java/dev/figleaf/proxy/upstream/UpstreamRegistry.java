package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.telemetry.UpstreamMeters;
import dev.figleaf.rules.UpstreamSpec;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams that live, by name: what is equal in a new rule set keeps its connections, and what
 * has the same name its guard.
 *
 * <p>Written by one thread at a time (whoever swaps rule sets); the upstreams that it hands out are
 * shared.
 */
public final class UpstreamRegistry {
  private final int loopCount;
  private final ProxyEvents events;
  private final List<Loop> loops = new CopyOnWriteArrayList<>();
  private final EndpointSet.Surroundings around;
  private final Drained drained = new Drained();
  private final Clock clock = new SteadyClock();
  private volatile Map<String, Upstream> live = Map.of();

  public UpstreamRegistry(int loopCount, ProxyEvents events) {
    this.loopCount = loopCount;
    this.events = events;
    this.around =
        new EndpointSet.Surroundings(
            loopCount, System::nanoTime, InstantSource.system(), this::retire, drained);
  }

  /** A loop tells that it runs, so that it can be told of upstreams that go. */
  public void register(Loop loop) {
    loops.add(loop);
  }

  /**
   * The upstreams of a rule set by name: those that live where their spec is equal, new ones for
   * the rest.
   */
  public Map<String, Upstream> prepare(Collection<UpstreamSpec> specs) {
    var prepared = new LinkedHashMap<String, Upstream>();
    for (UpstreamSpec spec : specs) {
      Upstream old = live.get(spec.name());
      prepared.put(spec.name(), old != null && old.isFor(spec) ? old : make(spec, old));
    }
    return prepared;
  }

  private Upstream make(UpstreamSpec spec, @Nullable Upstream old) {
    UpstreamMeters meters = events.upstream(spec.name());
    UpstreamGuard guard =
        old != null
            ? old.guard()
            : new UpstreamGuard(spec.name(), spec.bulkhead(), spec.breaker(), clock, meters);
    UpstreamLoad load = old != null ? old.load() : new UpstreamLoad(loopCount);
    return new Upstream(spec, endpoints(spec, old, meters), loopCount, guard, load);
  }

  private EndpointSet endpoints(UpstreamSpec spec, @Nullable Upstream old, UpstreamMeters meters) {
    EndpointSet before = old == null ? null : old.set();
    return before != null && before.isFor(spec)
        ? before
        : new EndpointSet(spec, before, meters, around);
  }

  /** The upstreams that live; may be asked on any thread. */
  public Collection<Upstream> live() {
    return live.values();
  }

  /** Makes a prepared set the living one; what is in it no more is retired on every loop. */
  public void commit(Map<String, Upstream> prepared) {
    var gone = new HashMap<>(live);
    live = Map.copyOf(prepared);
    drained.retain(live.keySet());
    gone.values().removeAll(live.values());
    live.values().forEach(Upstream::guardAsWritten);
    for (Upstream upstream : gone.values()) {
      Upstream successor = live.get(upstream.name());
      retire(upstream.set(), successor == null ? null : successor.set());
    }
    live.values().forEach(upstream -> upstream.set().tell());
  }

  private static void retire(EndpointSet set, @Nullable EndpointSet successor) {
    if (set != successor) {
      set.retire(successor);
    }
  }

  private void retire(EndpointPools pools) {
    pools.retire();
    loops.forEach(loop -> loop.execute(() -> pools.retire(loop)));
  }
}
