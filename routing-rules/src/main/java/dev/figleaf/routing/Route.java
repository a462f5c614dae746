package dev.figleaf.routing;

import dev.figleaf.rules.Action;
import dev.figleaf.rules.RouteSpec;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One compiled route. Immutable, shared by all event loops.
 *
 * <p>What a path captures is not kept with a match: the route finds it in the path when it is
 * needed, so that matching makes no object.
 */
public final class Route {
  private final int ordinal;
  private final int rank;
  private final RouteSpec spec;
  private final PathShape shape;
  private final Precedence precedence;
  private final Conditions conditions;
  private final @Nullable Splitter splitter;
  private final Map<String, Splitter> parts;
  private final Rewrite rewrite;
  private final @Nullable PathTemplate location;

  private Route(
      int ordinal,
      int rank,
      RouteSpec spec,
      @Nullable Splitter splitter,
      Map<String, Splitter> parts,
      Rewrite rewrite,
      @Nullable PathTemplate location) {
    this.ordinal = ordinal;
    this.rank = rank;
    this.spec = spec;
    this.shape = PathShape.of(spec.match().path());
    this.precedence = Precedence.of(spec);
    this.conditions = new Conditions(spec.match());
    this.splitter = splitter;
    this.parts = Map.copyOf(parts);
    this.rewrite = rewrite;
    this.location = location;
  }

  /**
   * Compiles a route of a valid rule set.
   *
   * @throws IllegalArgumentException when a rewrite or redirect names what nothing captures
   */
  static Route compile(
      int ordinal,
      int rank,
      RouteSpec spec,
      @Nullable Splitter splitter,
      Map<String, Splitter> parts) {
    PathShape shape = PathShape.of(spec.match().path());
    PathTemplate location =
        spec.action() instanceof Action.Redirect(String to, _)
            ? PathTemplate.compile(to, shape)
            : null;
    Rewrite rewrite = Rewrite.of(spec.rewrite(), shape);
    return new Route(ordinal, rank, spec, splitter, parts, rewrite, location);
  }

  /** A route that is only matched; what it does may be invalid. */
  static Route unbound(int ordinal, int rank, RouteSpec spec) {
    return new Route(ordinal, rank, spec, null, Map.of(), Rewrite.NONE, null);
  }

  /** Where the route stands among all routes of the rule set, from 0 without gaps. */
  public int ordinal() {
    return ordinal;
  }

  /** The route as it is written. */
  public RouteSpec spec() {
    return spec;
  }

  /** What metrics, logs and tests call the route. */
  public String name() {
    return spec.name();
  }

  /** What chooses the upstream; null where there is none, or where there are parts. */
  public @Nullable Splitter splitter() {
    return splitter;
  }

  /** What chooses the upstream of a part of a composition. */
  public Splitter splitter(String part) {
    return Objects.requireNonNull(parts.get(part));
  }

  /**
   * What a capture of the route is in a path, as it stands there; null where there is none.
   *
   * @param path a normalised path that this route matches
   */
  public @Nullable String captured(String path, String name) {
    int segment = shape.indexOf(name);
    if (segment < 0) {
      return null;
    }
    int slash = PathShape.endOf(path, segment);
    return path.substring(slash + 1, PathShape.segmentEnd(path, slash));
  }

  /**
   * The path that the upstream sees; the query is no part of it.
   *
   * @param path a normalised path that this route matches
   * @return the same instance when nothing is rewritten
   */
  public String upstreamPath(String path) {
    return rewrite.apply(path);
  }

  /**
   * The Location of a redirect. The query of the request goes along where the target has none.
   *
   * @param path a normalised path that this route matches
   * @throws IllegalStateException when the route is no redirect
   */
  public String redirectLocation(String path, @Nullable String rawQuery) {
    if (location == null) {
      throw new IllegalStateException("not a redirect: " + name());
    }
    String target = location.fill(path);
    if (target.isEmpty()) {
      target = "/";
    }
    return rawQuery == null || target.indexOf('?') >= 0 ? target : withQuery(target, rawQuery);
  }

  // A fragment stays last (RFC 3986 §3).
  private static String withQuery(String target, String query) {
    int hash = target.indexOf('#');
    return hash < 0
        ? target + "?" + query
        : target.substring(0, hash) + "?" + query + target.substring(hash);
  }

  /** Where the route stands in the precedence of all routes of the rule set; the smaller wins. */
  int rank() {
    return rank;
  }

  PathShape shape() {
    return shape;
  }

  Precedence precedence() {
    return precedence;
  }

  Conditions conditions() {
    return conditions;
  }

  @Override
  public String toString() {
    return name();
  }
}
