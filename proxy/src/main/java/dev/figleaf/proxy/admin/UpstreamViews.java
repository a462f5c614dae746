package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.view.UpstreamView;
import dev.figleaf.proxy.admin.view.UpstreamView.BreakerView;
import dev.figleaf.proxy.admin.view.UpstreamView.BulkheadView;
import dev.figleaf.proxy.admin.view.UpstreamView.EndpointView;
import dev.figleaf.proxy.telemetry.HealthResult;
import dev.figleaf.proxy.upstream.EndpointState;
import dev.figleaf.proxy.upstream.GuardState;
import dev.figleaf.proxy.upstream.GuardState.BreakerState;
import dev.figleaf.proxy.upstream.GuardState.BulkheadState;
import dev.figleaf.proxy.upstream.Upstream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The upstreams of the live rules as they are now: who may call them, and where they are. */
final class UpstreamViews {
  private final Supplier<Collection<Upstream>> upstreams;

  UpstreamViews(Supplier<Collection<Upstream>> upstreams) {
    this.upstreams = upstreams;
  }

  /** All of them, by name. */
  List<UpstreamView> all() {
    return upstreams.get().stream()
        .sorted(Comparator.comparing(Upstream::name))
        .map(UpstreamViews::view)
        .toList();
  }

  Optional<UpstreamView> named(String name) {
    return living(name).map(UpstreamViews::view);
  }

  /** The upstream itself. */
  Optional<Upstream> living(String name) {
    return upstreams.get().stream().filter(upstream -> upstream.name().equals(name)).findFirst();
  }

  private static UpstreamView view(Upstream upstream) {
    GuardState guard = upstream.guard().state();
    return new UpstreamView(
        upstream.name(),
        breaker(guard.breaker(), Instant.now().truncatedTo(ChronoUnit.MILLIS)),
        bulkhead(guard.bulkhead()),
        upstream.endpointStates().stream().map(UpstreamViews::endpoint).toList());
  }

  /** The rate is there once enough calls were counted, the times while it is not closed. */
  private static BreakerView breaker(BreakerState state, Instant now) {
    long opened = state.openedMillisAgo();
    long retry = state.retryAfterMillis();
    return new BreakerView(
        state.state(),
        state.failureRate() < 0 ? null : (double) state.failureRate(),
        state.calls(),
        state.failures(),
        state.slow(),
        opened < 0 ? null : now.minusMillis(opened),
        retry < 0 ? null : now.plusMillis(retry));
  }

  private static BulkheadView bulkhead(BulkheadState state) {
    return new BulkheadView(
        state.concurrent(),
        state.inFlight(),
        state.queue(),
        state.waiting(),
        state.tunnelsAtMost(),
        state.tunnels());
  }

  private static EndpointView endpoint(EndpointState state) {
    HealthResult checked = state.checked();
    return new EndpointView(
        state.address(),
        state.host(),
        state.condition().toString(),
        state.reserve(),
        state.drained(),
        state.inFlight(),
        state.consecutiveFailures(),
        state.share(),
        millis(state.ejectedUntil()),
        millis(state.checkedAt()),
        checked == null ? null : checked.code());
  }

  private static @Nullable Instant millis(@Nullable Instant at) {
    return at == null ? null : at.truncatedTo(ChronoUnit.MILLIS);
  }
}
