package dev.figleaf.routing;

import dev.figleaf.routing.Explanation.Rejected;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.HostPattern;
import dev.figleaf.rules.Location;
import dev.figleaf.rules.Origins;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Explains one request against all routes; slow and thorough, never on the hot path. */
final class Explainer {
  private final RouteTable table;
  private final Origins origins;
  private final RequestHead head;

  Explainer(RouteTable table, Origins origins, RequestHead head) {
    this.table = table;
    this.origins = origins;
    this.head = head;
  }

  Explanation explain() {
    Route chosen = table.match(head);
    List<Rejected> rejected = rejected(chosen);
    List<Rejected> named =
        rejected.subList(0, Math.min(rejected.size(), Explanation.MOST_REJECTED));
    return new Explanation(
        head.method(),
        head.host(),
        head.path(),
        chosen,
        chosen == null ? null : place(chosen),
        chosen == null ? List.of() : facts(chosen),
        chosen == null || chosen.splitter() == null ? null : chosen.splitter().known(head),
        named,
        rejected.size() - named.size());
  }

  private List<Rejected> rejected(@Nullable Route chosen) {
    return table.routes().stream()
        .filter(route -> chosen == null || route.rank() < chosen.rank())
        .filter(this::isNear)
        .sorted(Comparator.comparing(Route::rank))
        .map(route -> new Rejected(route, place(route), failed(route)))
        .toList();
  }

  // A trailing slash is the difference that people do not see.
  private boolean isNear(Route route) {
    return route.shape().matches(head.path()) || route.shape().matches(otherSlash());
  }

  private String otherSlash() {
    String path = head.path();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path + "/";
  }

  private @Nullable Location place(Route route) {
    String path = path(route);
    return origins.isWritten(path) ? origins.of(path).orElse(null) : null;
  }

  private static String path(Route route) {
    return "routes[" + route.ordinal() + "]";
  }

  private List<String> failed(Route route) {
    var failed = new ArrayList<String>();
    HostPattern host = route.spec().match().host();
    if (host != null && !Hosts.matches(host, head.host())) {
      failed.add("host: " + head.host() + " is not " + host);
    }
    if (!route.shape().matches(head.path())) {
      failed.add(
          "path: " + head.path() + " is not " + route.spec().match().path() + " (trailing slash)");
    }
    Conditions conditions = route.conditions();
    if (!conditions.methodHolds(head)) {
      failed.add("methods: " + head.method() + " is not one of " + methods(route));
    }
    conditions.values().stream()
        .filter(condition -> !condition.holds(head))
        .forEach(condition -> failed.add(described(route, condition)));
    if (!conditions.clientHolds(head)) {
      failed.add("client: " + client() + " is in none of " + joined(conditions.client()));
    }
    return failed;
  }

  private List<String> facts(Route route) {
    var facts = new ArrayList<String>();
    Conditions conditions = route.conditions();
    HostPattern host = route.spec().match().host();
    if (host != null) {
      facts.add("host: " + head.host() + " is " + host);
    }
    facts.add("path: " + head.path() + " is " + route.spec().match().path());
    if (!conditions.methods().isEmpty()) {
      facts.add("methods: " + head.method() + " is one of " + methods(route));
    }
    conditions.values().forEach(condition -> facts.add(described(route, condition)));
    if (!conditions.client().isEmpty()) {
      facts.add("client: " + client() + " is in one of " + joined(conditions.client()));
    }
    facts.addAll(outcome(route));
    return facts;
  }

  private List<String> outcome(Route route) {
    return switch (route.spec().action()) {
      case Action.Redirect(_, int status) ->
          List.of(status + " to " + route.redirectLocation(head.path(), head.rawQuery()));
      case Action.Respond respond -> List.of("answered here with " + respond.status());
      case Action.Forward _, Action.Split _, Action.Seam _ -> forwarded(route);
      case Action.Aggregate aggregate -> composed(route, aggregate);
    };
  }

  private List<String> composed(Route route, Action.Aggregate aggregate) {
    List<String> captures = route.spec().match().path().captures();
    return new CompositionLines(aggregate, captures, name -> served(route.splitter(name))).lines();
  }

  private List<String> forwarded(Route route) {
    var lines = new ArrayList<String>();
    String path = route.upstreamPath(head.path());
    if (!path.equals(head.path())) {
      lines.add("path for the upstream: " + path);
    }
    Splitter splitter = route.splitter();
    if (splitter != null) {
      lines.add(served(splitter));
    }
    if (route.spec().cache() != null) {
      lines.add(CacheFact.of(route.spec().cache(), head.method()));
    }
    if (route.spec().transform() != null) {
      lines.addAll(TransformFact.of(route.spec().transform(), route.spec().action()));
    }
    return lines;
  }

  private String served(Splitter splitter) {
    Decision decision = splitter.known(head);
    if (decision == null) {
      return "upstream: " + splitter + "; nothing in the request says who the client is";
    }
    return decision.key() == null
        ? "upstream: " + decision.upstream()
        : "upstream: "
            + decision.upstream()
            + "; %s puts the client at %.5f of %s"
                .formatted(decision.key(), decision.draw(), splitter);
  }

  // What an operator keeps out of the rules is kept out of explanations too.
  private String described(Route route, Condition condition) {
    String path = path(route) + ".match." + condition.path();
    boolean secret =
        Stream.of("", ".prefix", ".regex").anyMatch(key -> origins.isSecret(path + key));
    return secret ? condition.describeSecret(head) : condition.describe(head);
  }

  private String client() {
    return Addresses.text(head.client());
  }

  private static String methods(Route route) {
    return joined(route.conditions().methods());
  }

  private static String joined(Iterable<?> values) {
    var texts = new ArrayList<String>();
    values.forEach(value -> texts.add(value.toString()));
    return String.join(", ", texts);
  }
}
