package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.Fact;
import dev.figleaf.rules.HealthSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Looks after the endpoints of all upstreams: asks them whether they are well, looks their names
 * up, brings them back when their time has come.
 *
 * <p>One a process, ten times a second, on an event loop that carries no requests: nothing that it
 * needs for the first time holds one up. What upstream lives is read anew each time, so that
 * nothing has to be told to stop.
 */
public final class EndpointWatch extends VerticleBase {
  private static final Logger LOG = LogManager.getLogger(EndpointWatch.class);
  private static final long TICK_MILLIS = 100;

  private final UpstreamRegistry registry;
  private final EndpointResolver resolver;
  private final Map<Endpoint, HealthClient> clients = new HashMap<>();

  public EndpointWatch(UpstreamRegistry registry, EndpointResolver resolver) {
    this.registry = registry;
    this.resolver = resolver;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(0, TICK_MILLIS, _ -> tick());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    clients.values().forEach(HealthClient::close);
    clients.clear();
    return Future.succeededFuture();
  }

  private void tick() {
    long now = System.nanoTime();
    var asked = new HashSet<Endpoint>();
    for (Upstream upstream : registry.live()) {
      EndpointSet set = upstream.set();
      set.tick();
      set.names().forEach(name -> resolve(set, name, now));
      ask(set, now, asked);
    }
    forgetAllBut(asked);
  }

  // --- names

  private void resolve(EndpointSet set, NamedAddress name, long now) {
    if (!name.isDue(now, Objects.requireNonNull(set.spec().resolveEvery()))) {
      return;
    }
    name.asks(now);
    Context here = context;
    resolver
        .resolve(name.host())
        .onComplete(
            known -> onContext(here, () -> resolved(set, name, known)),
            failure -> onContext(here, () -> unresolved(set, name, failure)));
  }

  private static void onContext(Context here, Runnable task) {
    try {
      here.runOnContext(_ -> task.run());
    } catch (RejectedExecutionException _) {
      // the process ends
    }
  }

  private static void resolved(EndpointSet set, NamedAddress name, List<InetAddress> known) {
    if (name.answered(known)) {
      set.tick();
    }
  }

  private static void unresolved(EndpointSet set, NamedAddress name, Throwable failure) {
    name.failed();
    LOG.warn(
        Fact.of("endpoint not resolved")
            .with("upstream", set.spec().name())
            .with("host", name.host())
            .with("cause", failure.getClass().getSimpleName()));
  }

  // --- health

  private void ask(EndpointSet set, long now, Set<Endpoint> asked) {
    HealthSpec spec = set.spec().health();
    if (spec == null) {
      return;
    }
    for (Endpoint endpoint : set.members().all()) {
      EndpointHealth health = endpoint.health().orElseThrow();
      asked.add(endpoint);
      if (health.isDue(now)) {
        health.asks(now);
        clients
            .computeIfAbsent(
                endpoint, _ -> new HealthClient(vertx, set.spec(), spec, endpoint.address()))
            .ask(result -> set.answered(endpoint, health, result), health::asked);
      }
    }
  }

  private void forgetAllBut(Set<Endpoint> asked) {
    clients
        .entrySet()
        .removeIf(
            known -> {
              boolean gone = !asked.contains(known.getKey());
              if (gone) {
                known.getValue().close();
              }
              return gone;
            });
  }
}
