package dev.figleaf.proxy.traffic;

import dev.figleaf.proxy.traffic.Descriptor.Standing;
import dev.figleaf.routing.Cohort;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.RouteTable;
import dev.figleaf.routing.Splitter;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.CohortKey;
import dev.figleaf.rules.CohortSpec;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.SeamSpec;
import dev.figleaf.rules.ShownNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides recorded requests under a rule set. Immutable. */
public final class Replay {
  private static final String REQUEST = "request";

  /** What becomes of a request. */
  sealed interface Fate {
    /** It cannot be told, because this is not remembered. */
    record Untold(String missing) implements Fate {}

    /**
     * @param route what matches, or null
     * @param upstreams who answers it: one, or one for each part; none where Figleaf itself does
     * @param answer what is told of who answers
     * @param drawn whether where its client stands was drawn anew, because it is not remembered
     * @param sides of seams that it took
     */
    record Told(
        @Nullable Route route,
        List<String> upstreams,
        String answer,
        boolean drawn,
        List<Side> sides)
        implements Fate {}
  }

  /**
   * The side of a seam.
   *
   * @param client who it is for; null where that is not known
   */
  record Side(String seam, String upstream, @Nullable Long client) {}

  /** Where a client stands: for certain, or as likely there as anywhere. */
  private record Stand(long hash, boolean drawn, @Nullable Long client) {}

  private final RuleSet rules;
  private final RouteTable table;

  /** A rule set, and the table that it compiles to. */
  public Replay(RuleSet rules, RouteTable table) {
    this.rules = rules;
    this.table = table;
  }

  public static Replay of(Loaded.Ok loaded) {
    return new Replay(loaded.rules(), loaded.table());
  }

  public RuleSet rules() {
    return rules;
  }

  /** What a route is called; {@code -} for none. */
  String name(@Nullable Route route) {
    return route == null ? "-" : ShownNames.route(rules, route.ordinal());
  }

  RouteTable table() {
    return table;
  }

  Fate fate(Descriptor request, int number) {
    if (request.hidden()) {
      return new Fate.Untold("the path, which looked like a secret");
    }
    var head = new RecalledHead(request);
    Route route = table.match(head);
    if (head.unknown() != null) {
      return new Fate.Untold(head.unknown());
    }
    return route == null ? itself(null, "no route") : fate(route, request, number);
  }

  private Fate fate(Route route, Descriptor request, int number) {
    return switch (route.spec().action()) {
      case Action.Forward(String upstream) ->
          new Fate.Told(route, List.of(upstream), upstream, false, List.of());
      case Action.Split _ ->
          one(route, route.name(), route.spec().cohort(), false, request, number);
      case Action.Seam(String seam) -> one(route, seam, seam(seam).cohort(), true, request, number);
      case Action.Redirect _ -> itself(route, "redirect");
      case Action.Respond _ -> itself(route, "fixed answer");
      case Action.Aggregate aggregate -> parts(route, aggregate, request, number);
    };
  }

  private SeamSpec seam(String name) {
    return Objects.requireNonNull(rules.seams().get(name));
  }

  private static Fate itself(@Nullable Route route, String answer) {
    return new Fate.Told(route, List.of(), "(" + answer + ")", false, List.of());
  }

  private static Fate one(
      Route route,
      String name,
      @Nullable CohortSpec cohort,
      boolean isSeam,
      Descriptor request,
      int number) {
    Splitter splitter = Objects.requireNonNull(route.splitter());
    Stand stand = stand(name, cohort, request, number);
    String upstream = splitter.upstream(stand.hash);
    return new Fate.Told(
        route,
        List.of(upstream),
        upstream,
        stand.drawn && !splitter.isFixed(),
        isSeam ? List.of(new Side(name, upstream, stand.client)) : List.of());
  }

  private Fate parts(Route route, Action.Aggregate aggregate, Descriptor request, int number) {
    var upstreams = new ArrayList<String>();
    var sides = new ArrayList<Side>();
    boolean drawn = false;
    for (var part : aggregate.parts().values()) {
      Splitter splitter = route.splitter(part.name());
      String seam = part.seam();
      if (seam == null) {
        upstreams.add(splitter.upstreams().getFirst());
        continue;
      }
      Stand stand = stand(seam, seam(seam).cohort(), request, number);
      String upstream = splitter.upstream(stand.hash);
      upstreams.add(upstream);
      sides.add(new Side(seam, upstream, stand.client));
      drawn |= stand.drawn && !splitter.isFixed();
    }
    String answer = String.join(" + ", upstreams.stream().distinct().toList());
    return new Fate.Told(route, upstreams, answer, drawn, sides);
  }

  private static Stand stand(
      String of, @Nullable CohortSpec cohort, Descriptor request, int number) {
    Standing place = place(of, request);
    if (!(cohort instanceof CohortSpec.Keyed(var keys))) {
      // It was for that request alone; another one would be as good.
      return place != null && place.key().equals(REQUEST)
          ? new Stand(place.hash(), false, null)
          : drawn(of, "#" + number, null);
    }
    for (CohortKey key : keys) {
      if (place != null && place.key().equals(key.toString())) {
        Long client = client(key, request);
        return new Stand(place.hash(), false, client == null ? Long.valueOf(place.hash()) : client);
      }
      Long client = client(key, request);
      if (client != null) {
        return drawn(of, key + "=" + client, client);
      }
      if (mayHave(key, request)) {
        return drawn(of, "#" + number, null);
      }
    }
    return place != null && place.key().equals(Cohort.VISITOR)
        ? new Stand(place.hash(), false, place.hash())
        : drawn(of, "#" + number, null);
  }

  // By who the client is, so that it stands at one place, if not the one where it will.
  private static Stand drawn(String of, String who, @Nullable Long client) {
    return new Stand(Cohort.hash(of, who), true, client);
  }

  private static @Nullable Standing place(String of, Descriptor request) {
    for (Standing place : request.places()) {
      if (place.of().equals(of)) {
        return place;
      }
    }
    return null;
  }

  private static @Nullable Long client(CohortKey key, Descriptor request) {
    for (Standing client : request.clients()) {
      if (client.key().equals(key.toString())) {
        return client.hash();
      }
    }
    return null;
  }

  private static boolean mayHave(CohortKey key, Descriptor request) {
    return switch (key) {
      case CohortKey.Header(String name) ->
          request.headers().contains(name.toLowerCase(Locale.ROOT));
      case CohortKey.Cookie(String name) -> request.cookies().contains(name);
      case CohortKey.Query(String name) -> request.query().contains(name);
      case CohortKey.Ip() -> true;
    };
  }
}
