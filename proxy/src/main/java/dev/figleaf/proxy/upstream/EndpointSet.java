package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.Fact;
import dev.figleaf.proxy.telemetry.HealthResult;
import dev.figleaf.proxy.telemetry.UpstreamMeters;
import dev.figleaf.proxy.upstream.EndpointState.Condition;
import dev.figleaf.rules.EjectionSpec;
import dev.figleaf.rules.HealthSpec;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.PoolSpec;
import dev.figleaf.rules.Protocol;
import dev.figleaf.rules.TlsSpec;
import dev.figleaf.rules.UpstreamSpec;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one upstream: who they are, and who of them is out.
 *
 * <p>Reading {@link #members} is one volatile read. What changes them takes this object's lock:
 * enough failures in a row, an answer about health, a tick of who watches; nothing that happens
 * with every request.
 *
 * <p>A reload that changes what this is made of makes another set, which takes over what it has in
 * common with this one. Requests that began before may still use this one.
 */
final class EndpointSet {
  private static final Logger LOG = LogManager.getLogger(EndpointSet.class);

  /**
   * What sets stand in.
   *
   * @param loops how many event loops there are
   * @param nanos the time, as of {@link System#nanoTime}
   * @param clock the same for people
   * @param retire closes the idle connections of pools that nobody needs any more
   * @param drained by operators
   */
  record Surroundings(
      int loops,
      LongSupplier nanos,
      InstantSource clock,
      Consumer<EndpointPools> retire,
      Drained drained) {}

  /** What a set is made of: two upstreams for which this is equal share one. */
  private record Parts(
      List<URI> addresses,
      Protocol protocol,
      @Nullable TlsSpec tls,
      PoolSpec pool,
      @Nullable Duration connect,
      @Nullable HealthSpec health,
      EjectionSpec ejection,
      @Nullable Duration slowStart,
      @Nullable Duration resolveEvery) {
    static Parts of(UpstreamSpec spec) {
      return new Parts(
          spec.addresses(),
          spec.protocol(),
          spec.tls(),
          spec.pool(),
          spec.timeout().connect(),
          spec.health(),
          spec.ejection(),
          spec.slowStart(),
          spec.resolveEvery());
    }
  }

  private final UpstreamSpec spec;
  private final Parts parts;
  private final UpstreamMeters meters;
  private final Surroundings around;
  private final long slowStartNanos;
  private final Set<EndpointAddress> drained;
  private final List<NamedAddress> names;
  private List<List<EndpointAddress>> built = List.of();
  private boolean retired;
  private volatile Members members;

  /**
   * A set for a spec that has all its figures.
   *
   * @param before the set that this one takes the place of
   */
  EndpointSet(
      UpstreamSpec spec, @Nullable EndpointSet before, UpstreamMeters meters, Surroundings around) {
    this.spec = spec;
    this.parts = Parts.of(spec);
    this.meters = meters;
    this.around = around;
    this.slowStartNanos = Objects.requireNonNull(spec.slowStart()).toNanos();
    this.drained = around.drained().of(spec.name());
    this.names = names(spec, before);
    this.members = new Members(build(before == null ? List.of() : before.members.all()));
  }

  private static List<NamedAddress> names(UpstreamSpec spec, @Nullable EndpointSet before) {
    var known = new HashMap<URI, NamedAddress>();
    if (before != null) {
      before.names.forEach(name -> known.put(name.uri(), name));
    }
    return spec.addresses().stream()
        .map(uri -> known.getOrDefault(uri, new NamedAddress(uri)))
        .toList();
  }

  boolean isFor(UpstreamSpec other) {
    return parts.equals(Parts.of(other));
  }

  UpstreamSpec spec() {
    return spec;
  }

  List<NamedAddress> names() {
    return names;
  }

  Members members() {
    return members;
  }

  double share(Standing standing, long now) {
    return standing.share(now, slowStartNanos);
  }

  // --- who they are

  private List<Endpoint> build(List<Endpoint> before) {
    var old = new HashMap<EndpointAddress, Endpoint>();
    before.forEach(endpoint -> old.put(endpoint.address(), endpoint));
    var all = new ArrayList<Endpoint>();
    built = names.stream().map(NamedAddress::addresses).toList();
    boolean joining =
        built.stream().flatMap(List::stream).anyMatch(address -> isWell(old.get(address)));
    for (int i = 0; i < names.size(); i++) {
      NamedAddress name = names.get(i);
      for (EndpointAddress address : built.get(i)) {
        all.add(endpoint(address, name.isReserve(address), old.get(address), joining));
      }
    }
    return all;
  }

  private static boolean isWell(@Nullable Endpoint endpoint) {
    return endpoint != null && endpoint.isWell();
  }

  private boolean namesStandForOthers() {
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).addresses().equals(built.get(i))) {
        return true;
      }
    }
    return false;
  }

  private Endpoint endpoint(
      EndpointAddress address, boolean reserve, @Nullable Endpoint old, boolean joining) {
    return new Endpoint(
        this,
        address,
        reserve,
        old != null && old.pools().isFor(spec)
            ? old.pools()
            : new EndpointPools(spec, address, around.loops(), meters),
        old != null && old.standing().isFor(spec.ejection())
            ? old.standing()
            : new Standing(spec.ejection()),
        health(old, joining));
  }

  private @Nullable EndpointHealth health(@Nullable Endpoint old, boolean joining) {
    HealthSpec wanted = spec.health();
    if (wanted == null) {
      return null;
    }
    return (old == null ? Optional.<EndpointHealth>empty() : old.health())
        .filter(known -> known.spec().equals(wanted))
        .orElseGet(
            () -> new EndpointHealth(wanted, joining && old == null, ThreadLocalRandom.current()));
  }

  // --- what changes them

  /** Looks at what time and names have changed. */
  synchronized void tick() {
    if (retired) {
      return;
    }
    long now = around.nanos().getAsLong();
    for (Endpoint endpoint : members.all()) {
      if (endpoint.standing().endEjection(now)) {
        LOG.info(fact("endpoint back", endpoint));
      }
      endpoint.standing().endReturn(now, slowStartNanos);
    }
    if (namesStandForOthers()) {
      rebuild();
    } else if (members.isStale()) {
      replace(members.all());
    }
  }

  private void rebuild() {
    List<Endpoint> before = members.all();
    replace(build(before));
    LOG.info(
        Fact.of("endpoints resolved")
            .with("upstream", spec.name())
            .with("endpoints", members.all()));
    Set<EndpointPools> kept = pools();
    before.stream()
        .map(Endpoint::pools)
        .filter(pools -> !kept.contains(pools))
        .forEach(around.retire());
  }

  private void replace(List<Endpoint> all) {
    members = new Members(all);
    tell();
  }

  /** Begins to tell the meters, which the set before did. */
  synchronized void tell() {
    if (!retired) {
      meters.endpoints(
          members.count(Condition.WELL),
          members.count(Condition.UNHEALTHY),
          members.count(Condition.EJECTED));
    }
  }

  /** An endpoint failed so often that it should be out, if the others allow it. */
  synchronized void failedOften(Endpoint endpoint) {
    if (endpoint.standing().isOut()
        || !members.maySpare(endpoint.address(), of -> mostOut(of, spec.ejection().atMost()))) {
      return;
    }
    Duration time = endpoint.standing().eject(around.nanos().getAsLong());
    meters.ejected();
    replace(members.all());
    LOG.warn(fact("endpoint ejected", endpoint).with("for_ms", time.toMillis()));
  }

  /** Rounded down, but one of two may go; none where none may. */
  static int mostOut(int endpoints, @Nullable Percentage atMost) {
    int thousandths = Objects.requireNonNull(atMost).thousandths();
    int most = (int) ((long) endpoints * thousandths / Percentage.ALL.thousandths());
    return thousandths == 0 || endpoints < 2 ? 0 : Math.max(1, most);
  }

  /** An endpoint was asked whether it is well. */
  synchronized void answered(Endpoint endpoint, EndpointHealth health, HealthResult result) {
    meters.healthCheck(result);
    if (!health.answered(result, around.clock().instant())) {
      return;
    }
    if (health.isWell()) {
      endpoint.standing().cameBack(around.nanos().getAsLong());
      LOG.info(fact("endpoint healthy", endpoint));
    } else {
      LOG.warn(fact("endpoint unhealthy", endpoint).with("result", result.code()));
    }
    replace(members.all());
  }

  // --- what operators say

  boolean isDrained(EndpointAddress address) {
    return drained.contains(address);
  }

  /**
   * Does what an operator says.
   *
   * @param address as {@link Endpoint#toString} has it
   */
  synchronized EndpointOrder.Result order(EndpointOrder order, String address) {
    Endpoint endpoint =
        members.all().stream()
            .filter(one -> one.toString().equals(address))
            .findFirst()
            .orElse(null);
    if (endpoint == null) {
      return EndpointOrder.Result.UNKNOWN;
    }
    long now = around.nanos().getAsLong();
    switch (order) {
      case DRAIN -> {
        if (members.all().stream().allMatch(one -> one == endpoint || one.isDrained())) {
          return EndpointOrder.Result.LAST;
        }
        drained.add(endpoint.address());
      }
      case RESTORE -> {
        drained.remove(endpoint.address());
        endpoint.standing().endEjectionNow(now);
      }
      case EJECT -> {
        endpoint.standing().eject(now);
        meters.ejected();
      }
    }
    replace(members.all());
    return EndpointOrder.Result.DONE;
  }

  private Fact fact(String event, Endpoint endpoint) {
    return Fact.of(event).with("upstream", spec.name()).with("endpoint", endpoint);
  }

  // --- its end

  private Set<EndpointPools> pools() {
    return Set.copyOf(members.all().stream().map(Endpoint::pools).toList());
  }

  /** Another set, or none, takes its place: connections that are not that one's close when idle. */
  void retire(@Nullable EndpointSet successor) {
    Set<EndpointPools> gone;
    synchronized (this) {
      retired = true;
      gone = pools();
    }
    Set<EndpointPools> kept = successor == null ? Set.of() : successor.pools();
    gone.stream().filter(pools -> !kept.contains(pools)).forEach(around.retire());
  }

  // --- what it looks like

  List<EndpointState> states() {
    return members.all().stream().map(this::state).toList();
  }

  private EndpointState state(Endpoint endpoint) {
    long now = around.nanos().getAsLong();
    Standing standing = endpoint.standing();
    EndpointHealth.@Nullable Check check =
        endpoint.health().flatMap(EndpointHealth::last).orElse(null);
    return new EndpointState(
        endpoint.toString(),
        endpoint.uri().getHost(),
        endpoint.condition(),
        endpoint.isReserve(),
        endpoint.isDrained(),
        endpoint.pools().inUse(),
        standing.failures(),
        share(standing, now),
        standing.isOut() ? instant(standing, now) : null,
        check == null ? null : check.at(),
        check == null ? null : check.result());
  }

  private synchronized Instant instant(Standing standing, long now) {
    return around.clock().instant().plusNanos(standing.until() - now);
  }
}
