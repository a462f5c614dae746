package dev.figleaf.proxy.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.cache.RouteCache;
import dev.figleaf.proxy.handler.CachedRoute;
import dev.figleaf.proxy.handler.ForwardHandler;
import dev.figleaf.proxy.handler.Invalidation;
import dev.figleaf.proxy.json.Expression;
import dev.figleaf.proxy.json.JsonReader;
import dev.figleaf.proxy.telemetry.PartMeters;
import dev.figleaf.proxy.upstream.ForwardTap;
import dev.figleaf.routing.Splitter;
import dev.figleaf.rules.ExpressionRoots;
import dev.figleaf.rules.PartSpec;
import io.vertx.core.http.HttpMethod;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One part of a composition, compiled. Immutable, shared by all requests. */
public final class PartPlan {

  /** An expression and the names that it may read. */
  record Reading(Expression expression, Set<String> roots) {
    static @Nullable Reading of(@Nullable String text) {
      return text == null ? null : new Reading(Expression.of(text), ExpressionRoots.of(text));
    }
  }

  final PartSpec spec;
  final Splitter splitter;
  final Map<String, ForwardHandler.Side> sides;
  final ForwardTap.@Nullable Source taps;
  final @Nullable CachedRoute cache;
  final Invalidation invalidates;
  final PartMeters meters;
  final Set<String> uses;
  final Set<String> needs;
  final HttpMethod method;
  final Members members;

  /** Where nothing is filled in. */
  final @Nullable String target;

  final @Nullable JsonNode fallback;
  final @Nullable Reading when;
  final @Nullable Reading body;

  /**
   * Compiles a part.
   *
   * @param splitter chooses its upstream
   * @param sides how each of them is asked, by name
   * @param taps says which of its requests are copied; null where none is
   * @param caches those of all routes and parts
   * @param cache that of this part; null where it has none
   * @param uses the parts that it needs
   */
  public PartPlan(
      PartSpec spec,
      Splitter splitter,
      Map<String, ForwardHandler.Side> sides,
      ForwardTap.@Nullable Source taps,
      Caches caches,
      @Nullable RouteCache cache,
      PartMeters meters,
      Set<String> uses) {
    this.spec = spec;
    this.splitter = splitter;
    this.sides = Map.copyOf(sides);
    this.taps = taps;
    this.invalidates = new Invalidation(caches);
    this.cache = cache == null ? null : new CachedRoute(cache, invalidates);
    this.meters = meters;
    this.uses = Set.copyOf(uses);
    this.needs = needs(spec, this.uses);
    this.method = HttpMethod.valueOf(spec.method());
    this.members = new Members(spec);
    this.target =
        spec.path().values().isEmpty()
                && PartTarget.fill(spec.path(), _ -> null) instanceof PartTarget.At(String at)
            ? at
            : null;
    this.fallback =
        spec.fallback() == null ? null : JsonReader.read(spec.fallback().text()).orElseThrow();
    this.when = Reading.of(spec.when());
    this.body = Reading.of(spec.bodyExpression());
  }

  /** Whether what it answered is changed before it is put with the others. */
  boolean isShaped() {
    return spec.flatten()
        || !spec.keep().isEmpty()
        || !spec.drop().isEmpty()
        || !spec.rename().isEmpty();
  }

  /** The parts without which its path cannot be made. */
  private static Set<String> needs(PartSpec spec, Set<String> uses) {
    var needs = new HashSet<String>();
    spec.path().values().stream()
        .filter(value -> value.orElse() == null)
        .forEach(value -> needs.add(value.of().root()));
    if (spec.each() != null) {
      needs.add(spec.each().of().root());
    }
    needs.retainAll(uses);
    return needs;
  }
}
