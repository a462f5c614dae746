package dev.figleaf.proxy.admin;

import static dev.figleaf.proxy.admin.RulesDocument.put;
import static dev.figleaf.proxy.admin.RulesDocument.putUnlessEmpty;

import dev.figleaf.rules.Action;
import dev.figleaf.rules.CacheSpec;
import dev.figleaf.rules.Durations;
import dev.figleaf.rules.HeaderEdits;
import dev.figleaf.rules.HeadersSpec;
import dev.figleaf.rules.Match;
import dev.figleaf.rules.RewriteSpec;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.StatusClass;
import dev.figleaf.rules.TransformSpec;
import dev.figleaf.rules.ValueMatch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A route in words: what it matches, what happens then, what changes on the way.
 *
 * <p>Header edits are named without their values, which are the place for credentials.
 */
final class RouteText {
  private final Secrets secrets;
  private final String path;

  /**
   * @param path of the route in the rule set: {@code routes[2]}
   */
  private RouteText(Secrets secrets, String path) {
    this.secrets = secrets;
    this.path = path;
  }

  static JsonObject of(RouteSpec route, String path, Secrets secrets) {
    return new RouteText(secrets, path).route(route);
  }

  private JsonObject route(RouteSpec route) {
    var json =
        new JsonObject().put("match", match(route.match())).put("action", action(route.action()));
    if (route.cohort() != null) {
      json.put("cohort", RulesDocument.cohort(route.cohort()));
    }
    if (route.rewrite() != null) {
      putUnlessEmpty(json, "rewrite", rewrite(route.rewrite()));
    }
    putUnlessEmpty(json, "headers", headers(route.headers()));
    putUnlessEmpty(json, "timeout", RulesDocument.timeout(route.timeout()));
    FailingText.route(route, json);
    put(json, "cache", route.cache() == null ? null : cache(route.cache()));
    put(json, "transform", route.transform() == null ? null : transform(route.transform()));
    put(json, "max_body", route.maxBody() == null ? null : route.maxBody().toString());
    put(json, "priority", route.priority() == 0 ? null : route.priority());
    return json;
  }

  /** {@code GET,HEAD shop.example.com/api/catalog/** header:X-Client=mobile}. */
  private String match(Match match) {
    var words = new ArrayList<String>();
    if (!match.methods().isEmpty()) {
      words.add(String.join(",", match.methods()));
    }
    words.add((match.host() == null ? "" : match.host()) + match.path().toString());
    conditions("header", "headers", match.headers()).forEach(words::add);
    conditions("query", "query", match.query()).forEach(words::add);
    conditions("cookie", "cookies", match.cookies()).forEach(words::add);
    match.client().forEach(network -> words.add("client:" + network));
    return String.join(" ", words);
  }

  private Stream<String> conditions(String kind, String key, Map<String, ValueMatch> values) {
    return values.entrySet().stream()
        .map(
            entry ->
                kind + ":" + condition(entry.getKey(), entry.getValue(), path + ".match." + key));
  }

  private String condition(String name, ValueMatch value, String in) {
    String at = in + "." + name;
    return switch (value) {
      case ValueMatch.Equal(String text) -> name + "=" + secrets.hide(text, at);
      case ValueMatch.Prefix(String text) -> name + "=" + secrets.hide(text, at, "prefix") + "*";
      case ValueMatch.Regex(var pattern) ->
          name + "~" + secrets.hide(pattern.pattern(), at, "regex");
      case ValueMatch.Present() -> name;
      case ValueMatch.Absent() -> "!" + name;
    };
  }

  /** {@code seam catalog}, {@code split 70 a, 30 b}. */
  private String action(Action action) {
    return switch (action) {
      case Action.Forward(String upstream) -> "to " + upstream;
      case Action.Split(Map<String, Integer> weights) -> "split " + shares(weights);
      case Action.Seam(String seam) -> "seam " + seam;
      case Action.Redirect(String to, int status) ->
          "redirect " + status + " " + secrets.hide(to, path + ".redirect", "to");
      case Action.Respond respond -> "respond " + respond.status();
      case Action.Aggregate aggregate ->
          "aggregate " + String.join(", ", aggregate.parts().keySet());
    };
  }

  private static String shares(Map<String, Integer> weights) {
    return weights.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  private JsonObject rewrite(RewriteSpec spec) {
    String at = path + ".rewrite";
    var json = new JsonObject();
    putShown(json, "path", spec.path(), at + ".path");
    putShown(json, "strip_prefix", spec.stripPrefix(), at + ".strip-prefix");
    putShown(json, "add_prefix", spec.addPrefix(), at + ".add-prefix");
    putShown(json, "host", spec.host(), at + ".host");
    return json;
  }

  private void putShown(JsonObject json, String key, @Nullable String text, String at) {
    if (text != null) {
      json.put(key, secrets.hide(text, at));
    }
  }

  private static JsonObject cache(CacheSpec spec) {
    var json = new JsonObject().put("ttl", Durations.format(spec.ttl()));
    names(json, "vary", spec.vary());
    putTime(json, "stale_while_revalidate", spec.staleWhileRevalidate());
    putTime(json, "stale_if_error", spec.staleIfError());
    return json.put("max", spec.max().toString()).put("max_entry", spec.maxEntry().toString());
  }

  private JsonObject transform(TransformSpec spec) {
    String at = path + ".transform";
    var json = new JsonObject();
    put(json, "for", spec.upstream());
    put(json, "max_body", spec.maxBody() == null ? null : spec.maxBody().toString());
    var request = changes(spec.request().headers());
    putShown(request, "body", spec.request().body(), at + ".request.body");
    putUnlessEmpty(json, "request", request);
    var response = changes(spec.response().headers());
    putShown(response, "body", spec.response().body(), at + ".response.body");
    names(response, "on", spec.response().on().stream().map(StatusClass::toString).toList());
    putUnlessEmpty(response, "status", object(spec.response().status()));
    putUnlessEmpty(json, "response", response);
    return json;
  }

  private static JsonObject changes(TransformSpec.HeaderChanges changes) {
    JsonObject headers = edits(changes.edits());
    putUnlessEmpty(headers, "rename", object(changes.rename()));
    var json = new JsonObject();
    putUnlessEmpty(json, "headers", headers);
    return json;
  }

  private static JsonObject object(Map<String, ?> members) {
    var json = new JsonObject();
    members.forEach(json::put);
    return json;
  }

  private static void putTime(JsonObject json, String key, Duration time) {
    put(json, key, time.isZero() ? null : Durations.format(time));
  }

  private static JsonObject headers(HeadersSpec spec) {
    var json = new JsonObject();
    putUnlessEmpty(json, "request", edits(spec.request()));
    putUnlessEmpty(json, "response", edits(spec.response()));
    return json;
  }

  private static JsonObject edits(HeaderEdits edits) {
    var json = new JsonObject();
    names(json, "set", List.copyOf(edits.set().keySet()));
    names(json, "add", List.copyOf(edits.add().keySet()));
    names(json, "remove", edits.remove());
    return json;
  }

  private static void names(JsonObject json, String key, List<String> names) {
    if (!names.isEmpty()) {
      json.put(key, new JsonArray(names));
    }
  }
}
