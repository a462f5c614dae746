package dev.figleaf.proxy.admin;

import static dev.figleaf.proxy.admin.RulesDocument.put;

import dev.figleaf.proxy.telemetry.HealthResult;
import dev.figleaf.proxy.upstream.EndpointState;
import dev.figleaf.proxy.upstream.GuardState;
import dev.figleaf.proxy.upstream.GuardState.BreakerState;
import dev.figleaf.proxy.upstream.GuardState.BulkheadState;
import dev.figleaf.proxy.upstream.Upstream;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The upstreams of the live rules as they are now: who may call them, and where they are. */
final class UpstreamsResource {
  private final Supplier<Collection<Upstream>> upstreams;

  UpstreamsResource(Supplier<Collection<Upstream>> upstreams) {
    this.upstreams = upstreams;
  }

  void list(RoutingContext context) {
    var all = new JsonArray();
    upstreams.get().stream()
        .sorted(Comparator.comparing(Upstream::name))
        .forEach(upstream -> all.add(upstream(upstream)));
    answer(context, new JsonObject().put("upstreams", all));
  }

  void show(RoutingContext context) {
    String name = context.pathParam("name");
    upstreams.get().stream()
        .filter(upstream -> upstream.name().equals(name))
        .findFirst()
        .ifPresentOrElse(
            upstream -> answer(context, upstream(upstream)),
            () -> AdminError.UNKNOWN_UPSTREAM.send(context));
  }

  private static void answer(RoutingContext context, JsonObject document) {
    Answer.send(context.request(), 200, Answer.JSON, document.toBuffer());
  }

  private static JsonObject upstream(Upstream upstream) {
    GuardState guard = upstream.guard().state();
    return new JsonObject()
        .put("name", upstream.name())
        .put("breaker", breaker(guard.breaker(), Instant.now().truncatedTo(ChronoUnit.MILLIS)))
        .put("bulkhead", bulkhead(guard.bulkhead()))
        .put("endpoints", endpoints(upstream));
  }

  /** The rate is there once enough calls were counted, the times while it is not closed. */
  private static JsonObject breaker(BreakerState state, Instant now) {
    var json = new JsonObject().put("state", state.state());
    put(json, "failure_rate", state.failureRate() < 0 ? null : state.failureRate());
    json.put("calls", state.calls()).put("failures", state.failures()).put("slow", state.slow());
    long opened = state.openedMillisAgo();
    put(json, "opened_at", opened < 0 ? null : now.minusMillis(opened).toString());
    long retry = state.retryAfterMillis();
    put(json, "retry_at", retry < 0 ? null : now.plusMillis(retry).toString());
    return json;
  }

  private static JsonObject bulkhead(BulkheadState state) {
    return new JsonObject()
        .put("concurrent", state.concurrent())
        .put("in_flight", state.inFlight())
        .put("queue", state.queue())
        .put("waiting", state.waiting())
        .put("tunnels_at_most", state.tunnelsAtMost())
        .put("tunnels", state.tunnels());
  }

  private static JsonArray endpoints(Upstream upstream) {
    var all = new JsonArray();
    upstream.endpointStates().forEach(state -> all.add(endpoint(state)));
    return all;
  }

  private static JsonObject endpoint(EndpointState state) {
    var json =
        new JsonObject()
            .put("address", state.address())
            .put("host", state.host())
            .put("state", state.condition().toString())
            .put("reserve", state.reserve())
            .put("in_flight", state.inFlight())
            .put("consecutive_failures", state.consecutiveFailures())
            .put("share", state.share());
    put(json, "ejected_until", text(state.ejectedUntil()));
    put(json, "checked_at", text(state.checkedAt()));
    HealthResult checked = state.checked();
    put(json, "checked", checked == null ? null : checked.code());
    return json;
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
