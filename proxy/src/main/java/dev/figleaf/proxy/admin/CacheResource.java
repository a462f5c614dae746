package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.cache.CacheMemory;
import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.cache.RouteCache;
import dev.figleaf.proxy.telemetry.CacheUse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What routes keep of answers, and throwing it away. */
final class CacheResource {
  private static final Set<String> KNOWN = Set.of("route", "path", "prefix");
  private static final Set<CacheUse> FROM_CACHE =
      Set.of(
          CacheUse.HIT,
          CacheUse.STALE,
          CacheUse.STALE_ERROR,
          CacheUse.REVALIDATED,
          CacheUse.COLLAPSED);

  private final Caches caches;
  private final Blocking blocking;

  CacheResource(Caches caches, Blocking blocking) {
    this.caches = caches;
    this.blocking = blocking;
  }

  void list(RoutingContext context) {
    blocking.run(
        context,
        this::all,
        all -> send(context, new JsonObject().put("memory", memory()).put("caches", all)));
  }

  /** Of all together. */
  private JsonObject memory() {
    CacheMemory memory = caches.memory();
    return new JsonObject().put("bytes", memory.held()).put("max_bytes", memory.most());
  }

  private JsonArray all() {
    var all = new JsonArray();
    caches.all().stream()
        .sorted(Comparator.comparing(RouteCache::route))
        .forEach(cache -> all.add(json(cache)));
    return all;
  }

  private static JsonObject json(RouteCache cache) {
    RouteCache.Figures figures = cache.figures();
    var json =
        new JsonObject()
            .put("route", cache.route())
            .put("entries", figures.addresses())
            .put("bytes", figures.bytes())
            .put("max_bytes", figures.most());
    var requests = new JsonObject();
    long served = 0;
    long asked = 0;
    for (CacheUse use : CacheUse.values()) {
      long count = cache.uses(use);
      requests.put(use.name().toLowerCase(Locale.ROOT), count);
      asked += use == CacheUse.BYPASS ? 0 : count;
      served += FROM_CACHE.contains(use) ? count : 0;
    }
    json.put("requests", requests);
    if (asked > 0) {
      json.put("hit_rate", Math.round(1_000.0 * served / asked) / 1_000.0);
    }
    return json;
  }

  /** {@code {"route":…,"path":…}} or {@code {"route":…,"prefix":…}}. */
  void purge(RoutingContext context) {
    Body.read(
        context,
        body -> {
          Collection<RouteCache> of = of(Body.text(body, "route"));
          Predicate<String> path = paths(body);
          blocking.run(
              context,
              () -> of.stream().mapToLong(cache -> cache.purge(path)).sum(),
              purged -> send(context, new JsonObject().put("purged", purged)));
        });
  }

  private Collection<RouteCache> of(@Nullable String route) {
    if (route == null) {
      return caches.all();
    }
    return caches
        .named(route)
        .map(List::of)
        .orElseThrow(
            () ->
                new Refusal(
                    404,
                    "unknown-cache",
                    "No route with a cache is called " + route + "; /api/cache lists them."));
  }

  private static Predicate<String> paths(JsonObject body) {
    String path = Body.text(body, "path");
    String prefix = Body.text(body, "prefix");
    if (!KNOWN.containsAll(body.fieldNames())) {
      throw Refusal.badParameter("known are route, path and prefix");
    }
    if (path != null && prefix != null) {
      throw Refusal.badParameter("path and prefix are two ways to say it; leave out one");
    }
    if (path == null && prefix == null && !body.containsKey("route")) {
      throw Refusal.badParameter("route, path or prefix must say what to throw away");
    }
    if (path != null) {
      return path::equals;
    }
    return prefix == null ? _ -> true : under(prefix);
  }

  /** As rules match: at the boundary of a segment. */
  private static Predicate<String> under(String prefix) {
    String folder = prefix.endsWith("/") ? prefix : prefix + "/";
    return path -> path.equals(prefix) || path.startsWith(folder);
  }

  private static void send(RoutingContext context, JsonObject json) {
    Answer.send(context.request(), 200, Answer.JSON, Buffer.buffer(json.encodePrettily() + "\n"));
  }
}
