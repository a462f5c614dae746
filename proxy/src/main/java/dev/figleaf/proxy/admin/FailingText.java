package dev.figleaf.proxy.admin;

import static dev.figleaf.proxy.admin.RulesDocument.array;
import static dev.figleaf.proxy.admin.RulesDocument.put;
import static dev.figleaf.proxy.admin.RulesDocument.putUnlessEmpty;
import static dev.figleaf.proxy.admin.RulesDocument.text;

import dev.figleaf.rules.BreakerSpec;
import dev.figleaf.rules.BulkheadSpec;
import dev.figleaf.rules.DeadlineHeader;
import dev.figleaf.rules.Durations;
import dev.figleaf.rules.EjectionSpec;
import dev.figleaf.rules.FallbackSpec;
import dev.figleaf.rules.HealthSpec;
import dev.figleaf.rules.HedgeDelay;
import dev.figleaf.rules.HedgeSpec;
import dev.figleaf.rules.Origins;
import dev.figleaf.rules.RetrySpec;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.SeamSpec;
import dev.figleaf.rules.UpstreamSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What rules say of failing, as JSON: of an upstream, a seam, a route. What is not written is left
 * out.
 */
final class FailingText {
  private final Origins origins;
  private final Secrets secrets;

  FailingText(Origins origins, Secrets secrets) {
    this.origins = origins;
    this.secrets = secrets;
  }

  void upstream(UpstreamSpec spec, String path, JsonObject json) {
    if (origins.isWritten(path + ".balance")) {
      String balance = path + ".balance";
      json.put("balance", secrets.hide(spec.balance().toString(), balance, "hash", "hash.key"));
    }
    if (spec.health() != null) {
      json.put("health", health(spec.health(), path + ".health"));
    }
    putUnlessEmpty(json, "ejection", ejection(spec.ejection()));
    put(json, "slow_start", text(spec.slowStart()));
    put(json, "resolve_every", text(spec.resolveEvery()));
    putUnlessEmpty(json, "bulkhead", bulkhead(spec.bulkhead()));
    putUnlessEmpty(json, "breaker", breaker(spec.breaker()));
    putUnlessEmpty(json, "retry", retry(spec.retry()));
    put(json, "deadline_header", deadlineHeader(spec.deadlineHeader(), path));
  }

  void seam(SeamSpec spec, String path, JsonObject json) {
    if (origins.isWritten(path + ".rescue")) {
      json.put("rescue", spec.rescue().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    if (origins.isWritten(path + ".rescue-at-most")) {
      json.put("rescue_at_most", spec.rescueAtMost().toString());
    }
  }

  static void route(RouteSpec spec, JsonObject json) {
    put(json, "deadline", text(spec.deadline()));
    putUnlessEmpty(json, "retry", retry(spec.retry()));
    put(json, "hedge", spec.hedge() == null ? null : hedge(spec.hedge()));
    put(json, "fallback", spec.fallback() == null ? null : fallback(spec.fallback()));
  }

  private JsonObject health(HealthSpec spec, String path) {
    var json =
        new JsonObject()
            .put("path", secrets.hide(spec.path(), path, "path"))
            .put("interval", Durations.format(spec.interval()))
            .put("timeout", Durations.format(spec.timeout()))
            .put("healthy_after", spec.healthyAfter())
            .put("unhealthy_after", spec.unhealthyAfter())
            .put("expect", words(spec.expect()));
    put(json, "host", spec.host() == null ? null : secrets.hide(spec.host(), path + ".host"));
    return json;
  }

  private static JsonObject ejection(EjectionSpec spec) {
    var json = new JsonObject();
    put(json, "enabled", spec.enabled());
    put(json, "consecutive_failures", spec.consecutiveFailures());
    put(json, "eject_for", text(spec.ejectFor()));
    put(json, "at_most", word(spec.atMost()));
    return json;
  }

  private static JsonObject bulkhead(BulkheadSpec spec) {
    var json = new JsonObject();
    put(json, "concurrent", spec.concurrent());
    put(json, "queue", spec.queue());
    put(json, "tunnels", spec.tunnels());
    return json;
  }

  private static JsonObject breaker(BreakerSpec spec) {
    var json = new JsonObject();
    put(json, "enabled", spec.enabled());
    put(json, "failure_rate", word(spec.failureRate()));
    put(json, "minimum_calls", spec.minimumCalls());
    put(json, "within", text(spec.within()));
    put(json, "open_for", text(spec.openFor()));
    put(json, "open_at_most", text(spec.openAtMost()));
    put(json, "probes", spec.probes());
    put(json, "slow_call", text(spec.slowCall()));
    put(json, "slow_rate", word(spec.slowRate()));
    put(json, "count", spec.count().isEmpty() ? null : words(spec.count()));
    return json;
  }

  private static JsonObject retry(RetrySpec spec) {
    var json = new JsonObject();
    put(json, "attempts", spec.attempts());
    put(json, "budget", word(spec.budget()));
    put(json, "idempotency_key", spec.idempotencyKey());
    return json;
  }

  private @Nullable String deadlineHeader(DeadlineHeader header, String path) {
    return switch (header) {
      case DeadlineHeader.Unsaid() -> null;
      case DeadlineHeader.Off() -> "off";
      case DeadlineHeader.Named(String name) -> secrets.hide(name, path + ".deadline-header");
    };
  }

  private static JsonObject hedge(HedgeSpec spec) {
    String after =
        switch (spec.after()) {
          case HedgeDelay.Fixed(var delay) -> Durations.format(delay);
          case HedgeDelay.Percentile(int percent) -> "p" + percent;
        };
    return new JsonObject().put("after", after).put("at_most", spec.atMost().toString());
  }

  /** An upstream, or a status; its headers and its body are nobody's business here. */
  private static String fallback(FallbackSpec spec) {
    return spec.to() != null ? "to " + spec.to() : "respond " + spec.answer().status();
  }

  private static JsonArray words(List<?> all) {
    return array(all, Object::toString);
  }

  private static @Nullable String word(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
