package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.control.RuleService.Rejection;
import dev.figleaf.proxy.control.Snapshot;
import dev.figleaf.rules.CohortSpec;
import dev.figleaf.rules.Durations;
import dev.figleaf.rules.Location;
import dev.figleaf.rules.Origins;
import dev.figleaf.rules.PoolSpec;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.SeamSpec;
import dev.figleaf.rules.TimeoutSpec;
import dev.figleaf.rules.TlsSpec;
import dev.figleaf.rules.UpstreamSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A rule set as JSON, for people and scripts.
 *
 * <p>What may be a secret is not in it: no value from the environment or a file but an upstream's
 * address, no value of a header edit, no body of a fixed answer, no path of a key. What a rule does
 * not say is left out.
 */
final class RulesDocument {
  private final Origins origins;
  private final Secrets secrets;
  private final FailingText failing;

  private RulesDocument(Origins origins) {
    this.origins = origins;
    this.secrets = new Secrets(origins);
    this.failing = new FailingText(origins, secrets);
  }

  static JsonObject of(Snapshot snapshot, Optional<Rejection> refused) {
    var document = begun(snapshot.revision(), snapshot.since());
    refused.ifPresent(it -> document.put("rejected", rejected(it)));
    return written(document, snapshot.rules());
  }

  /** Rules that were live once. */
  static JsonObject of(long revision, Instant since, RuleSet rules) {
    return written(begun(revision, since), rules);
  }

  private static JsonObject begun(long revision, Instant since) {
    return new JsonObject().put("revision", revision).put("since", since.toString());
  }

  private static JsonObject written(JsonObject document, RuleSet rules) {
    var writer = new RulesDocument(rules.origins());
    return document
        .put("upstreams", array(rules.upstreams().values(), writer::upstream))
        .put("seams", array(rules.seams().values(), writer::seam))
        .put("routes", writer.routes(rules));
  }

  private static JsonObject rejected(Rejection refused) {
    return new JsonObject()
        .put("at", refused.at().toString())
        .put("problems", array(refused.problems(), RulesDocument::problem));
  }

  static JsonObject problem(Problem problem) {
    Location location = problem.location();
    return new JsonObject()
        .put("severity", problem.severity().name().toLowerCase(Locale.ROOT))
        .put("file", location.file())
        .put("line", location.line())
        .put("column", location.column())
        .put("path", problem.path())
        .put("message", problem.message());
  }

  private JsonObject upstream(UpstreamSpec spec) {
    var json = new JsonObject().put("name", spec.name());
    String path = "upstreams." + spec.name();
    at(path, json);
    json.put("addresses", array(spec.addresses(), Object::toString))
        .put("protocol", spec.protocol().toString())
        .put("host", secrets.hide(spec.host().toString(), path + ".host"));
    putUnlessEmpty(json, "timeout", timeout(spec.timeout()));
    putUnlessEmpty(json, "pool", pool(spec.pool()));
    if (spec.tls() != null) {
      json.put("tls", tls(spec.tls(), path + ".tls"));
    }
    failing.upstream(spec, path, json);
    return json;
  }

  private JsonObject tls(TlsSpec spec, String path) {
    var json = new JsonObject().put("verify", spec.verify());
    if (spec.serverName() != null) {
      json.put("server_name", secrets.hide(spec.serverName(), path + ".server-name"));
    }
    return json.put("client_certificate", spec.certificate() != null);
  }

  private JsonObject seam(SeamSpec spec) {
    var json = new JsonObject().put("name", spec.name());
    String path = "seams." + spec.name();
    at(path, json);
    json.put("from", spec.from())
        .put("to", spec.to())
        .put("weight", spec.weight().toString())
        .put("cohort", cohort(spec.cohort()));
    failing.seam(spec, path, json);
    return json;
  }

  private JsonArray routes(RuleSet rules) {
    var routes = new JsonArray();
    for (int i = 0; i < rules.routes().size(); i++) {
      RouteSpec route = rules.routes().get(i);
      String path = "routes[" + i + "]";
      var json = new JsonObject().put("name", route.name());
      at(path, json);
      routes.add(json.mergeIn(RouteText.of(route, path, secrets)));
    }
    return routes;
  }

  private void at(String path, JsonObject json) {
    origins.of(path).ifPresent(location -> json.put("at", location.toString()));
  }

  static JsonArray cohort(CohortSpec spec) {
    return switch (spec) {
      case CohortSpec.Keyed(var keys) when keys.isEmpty() -> new JsonArray().add("visitor");
      case CohortSpec.Keyed(var keys) -> array(keys, Object::toString);
      case CohortSpec.PerRequest() -> new JsonArray().add("none");
    };
  }

  static JsonObject timeout(TimeoutSpec spec) {
    var json = new JsonObject();
    put(json, "connect", text(spec.connect()));
    put(json, "response", text(spec.response()));
    put(json, "idle", text(spec.idle()));
    return json;
  }

  private static JsonObject pool(PoolSpec spec) {
    var json = new JsonObject();
    put(json, "connections", spec.connections());
    put(json, "waiting", spec.waiting());
    put(json, "max_wait", text(spec.maxWait()));
    put(json, "keep_alive", text(spec.keepAlive()));
    return json;
  }

  static @Nullable String text(@Nullable Duration duration) {
    return duration == null ? null : Durations.format(duration);
  }

  static void put(JsonObject json, String key, @Nullable Object value) {
    if (value != null) {
      json.put(key, value);
    }
  }

  static void putUnlessEmpty(JsonObject json, String key, JsonObject value) {
    if (!value.isEmpty()) {
      json.put(key, value);
    }
  }

  static <T> JsonArray array(Collection<T> all, Function<T, Object> toJson) {
    return new JsonArray(List.copyOf(all.stream().map(toJson).toList()));
  }
}
