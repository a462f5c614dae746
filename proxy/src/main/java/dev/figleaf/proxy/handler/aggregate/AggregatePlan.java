package dev.figleaf.proxy.handler.aggregate;

import dev.figleaf.proxy.json.Expression;
import dev.figleaf.proxy.json.JsonReader;
import dev.figleaf.proxy.json.JsonWriter;
import dev.figleaf.proxy.telemetry.RouteMeters;
import dev.figleaf.routing.Route;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.ExpressionRoots;
import dev.figleaf.rules.PartPath;
import dev.figleaf.rules.PartSpec;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A composition, compiled: its parts in the order of the file. Immutable. */
public final class AggregatePlan {
  private static final long USUAL_BODY = 1024 * 1024;

  final Route route;
  final Action.Aggregate spec;
  final List<PartPlan> parts;
  final RouteMeters meters;
  final @Nullable Expression shape;
  final Set<String> vary;
  private final Map<String, Integer> index = new HashMap<>();
  private final boolean[] looksInto;
  final long maxBody;

  public AggregatePlan(
      Route route, Action.Aggregate spec, List<PartPlan> parts, RouteMeters meters) {
    // Loaded by whoever compiles rules, and not on an event loop by the first client.
    Optional<byte[]> _ = JsonReader.verbatim(new byte[] {'{', '}'}).map(JsonWriter::bytes);
    this.route = route;
    this.spec = spec;
    this.parts = List.copyOf(parts);
    this.meters = meters;
    this.shape = spec.shape() == null ? null : Expression.of(spec.shape());
    this.vary = vary(route, spec);
    this.looksInto = new boolean[this.parts.size()];
    for (int i = 0; i < looksInto.length; i++) {
      String name = this.parts.get(i).spec.name();
      index.put(name, i);
      looksInto[i] =
          shape != null
              || this.parts.get(i).isShaped()
              || this.parts.stream().anyMatch(part -> part.uses.contains(name));
    }
    this.maxBody = route.spec().maxBody() == null ? USUAL_BODY : route.spec().maxBody().bytes();
  }

  /** Where a part stands among all; -1 where there is none of the name. */
  int at(String part) {
    return index.getOrDefault(part, -1);
  }

  /** Whether anything of what a part answers is needed, but the whole of it. */
  boolean looksInto(PartPlan part) {
    return looksInto[at(part.spec.name())];
  }

  /** Whether any part sends the body of the client's request. */
  boolean readsBody() {
    return spec.parts().values().stream().anyMatch(PartSpec::sendsRequest);
  }

  /** The methods that may be asked with where the route does not say: reading, or what is sent. */
  boolean mayBeAsked(String method) {
    return !route.spec().match().methods().isEmpty()
        || readsBody()
        || method.equals("GET")
        || method.equals("HEAD");
  }

  /** The headers that choose what the answer is, where no upstream can know it. */
  private static Set<String> vary(Route route, Action.Aggregate spec) {
    var names = new LinkedHashSet<String>(route.spec().match().headers().keySet());
    if (!route.spec().match().cookies().isEmpty()) {
      names.add("Cookie");
    }
    for (PartSpec part : spec.parts().values()) {
      for (PartPath.Piece.Value value : part.path().values()) {
        if (value.of().root().equals("header")) {
          names.add(String.join(".", value.of().path()));
        }
      }
      names.addAll(part.forward());
      if (readsHeaders(part.when()) || readsHeaders(part.bodyExpression())) {
        names.add("*");
      }
    }
    return names;
  }

  private static boolean readsHeaders(@Nullable String expression) {
    return expression != null && ExpressionRoots.of(expression).contains("header");
  }
}
