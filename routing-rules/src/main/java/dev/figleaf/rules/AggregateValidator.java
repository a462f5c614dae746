package dev.figleaf.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with one composition as a whole. */
final class AggregateValidator {
  private static final int MOST_PARTS = 50;
  private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD");
  private static final Set<String> WORDS = Set.of("query", "header");

  /** What would make an upstream answer something else than the whole value as JSON. */
  private static final Set<String> NOT_FORWARDED =
      Set.of(
          "accept-encoding",
          "expect",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "range");

  /** What a cache understands by itself (RFC 9111 §3.5, §5.2.1). */
  private static final Set<String> OF_CACHES = Set.of("authorization", "cache-control", "pragma");

  private final RuleValidator names;
  private final Origins origins;
  private final Problems problems;
  private final boolean allBound;

  /**
   * @param allBound whether all that is written could be read, so that every part is known
   */
  AggregateValidator(RuleValidator names, Origins origins, Problems problems, boolean allBound) {
    this.names = names;
    this.origins = origins;
    this.problems = problems;
    this.allBound = allBound;
  }

  void validate(RouteSpec route, Action.Aggregate aggregate, String path) {
    String parts = path + ".parts";
    if (aggregate.parts().isEmpty() && allBound) {
      error(path, "needs parts, such as { user: { upstream: monolith, path: /api/users/me } }");
    }
    if (aggregate.parts().size() > MOST_PARTS) {
      error(parts, "has more than " + MOST_PARTS + " parts");
    }
    for (PartSpec part : aggregate.parts().values()) {
      part(route, aggregate, part, Paths.child(parts, part.name()));
    }
    cycle(route, aggregate, parts);
    collisions(aggregate, parts);
  }

  private void part(RouteSpec route, Action.Aggregate whole, PartSpec part, String path) {
    if (part.upstream() != null) {
      names.upstreamAt(path + ".upstream", part.upstream());
    }
    if (part.seam() != null) {
      names.seamAt(path + ".seam", part.seam());
    }
    part.path().values().forEach(value -> value(route, whole, part, value.of(), path));
    each(whole, part, path);
    request(part, path);
    failing(part, path);
    shaping(part, path);
    cache(part, path + ".cache");
  }

  // --- what it needs

  private void value(
      RouteSpec route, Action.Aggregate whole, PartSpec part, PartReference of, String path) {
    String root = of.root();
    List<String> captures = route.match().path().captures();
    boolean capture = of.path().isEmpty() && captures.contains(root);
    if (capture && whole.parts().containsKey(root)) {
      error(path + ".path", "{" + root + "} is a capture of the route and a part; rename the part");
    } else if (WORDS.contains(root)) {
      if (of.path().isEmpty()) {
        error(path + ".path", "{" + root + "} needs a name, such as {" + root + ".page}");
      }
    } else if (root.equals("claim") || root.equals("claims")) {
      error(path + ".path", "{" + of + "}: claims are not known, no token is verified yet");
    } else if (!capture && !isElement(part, of)) {
      known(whole, captures, of, path + ".path");
    }
  }

  private static boolean isElement(PartSpec part, PartReference of) {
    EachSpec each = part.each();
    return each != null
        && (each.batch() == null
            ? of.root().equals("each")
            : of.path().isEmpty() && of.root().equals(each.batch()));
  }

  private void known(Action.Aggregate whole, List<String> captures, PartReference of, String path) {
    if (of.root().equals("each")) {
      error(path, "{" + of + "} is an element of each, which this part has not, or as a batch");
    } else if (allBound && !whole.parts().containsKey(of.root())) {
      var all = new ArrayList<>(whole.parts().keySet());
      all.addAll(captures);
      all.addAll(WORDS);
      error(path, "{" + of + "} is no part and no capture" + Nearest.hint(of.root(), all));
    }
  }

  private void each(Action.Aggregate whole, PartSpec part, String path) {
    EachSpec each = part.each();
    if (each == null) {
      return;
    }
    String root = each.of().root();
    if (allBound && !whole.parts().containsKey(root)) {
      error(
          path + ".each",
          "unknown part " + Quoted.of(root) + Nearest.hint(root, whole.parts().keySet()));
    }
    String element = each.batch() == null ? "each" : each.batch();
    if (part.path().values().stream().noneMatch(value -> isElement(part, value.of()))
        && part.body() == null) {
      error(path + ".path", "has no {" + element + "}, so every call would be the same");
    }
  }

  // --- what it sends

  private void request(PartSpec part, String path) {
    if (part.body() != null && WITHOUT_BODY.contains(part.method())) {
      error(path + ".body", part.method() + " has no body; write method: POST beside it");
    }
    for (int i = 0; i < part.forward().size(); i++) {
      String name = part.forward().get(i);
      if (NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
        error(
            Paths.item(path + ".forward", i),
            name + " would change what the upstream answers; a part needs the whole value");
      }
    }
    for (String name : part.headers().keySet()) {
      if (part.forward().stream().anyMatch(name::equalsIgnoreCase)) {
        error(Paths.child(path + ".headers", name), name + " is forwarded too; write one of them");
      }
    }
  }

  // --- what becomes of it

  private void failing(PartSpec part, String path) {
    if (part.fallback() != null && part.policy() != OnFailure.DEFAULT) {
      error(
          path + ".default",
          "is never reached: on-failure is " + part.policy().name().toLowerCase(Locale.ROOT));
    }
    if (part.fallback() == null && part.onFailure() == OnFailure.DEFAULT) {
      error(path + ".on-failure", "needs a default beside it");
    }
    if (part.optional() && part.onFailure() == OnFailure.FAIL) {
      error(path + ".on-failure", "contradicts optional; leave out one of them");
    }
    if (part.flatten()
        && part.fallback() != null
        && !part.fallback().text().startsWith("{")
        && part.policy() == OnFailure.DEFAULT) {
      error(path + ".default", "has no members that could be flattened; write { … }");
    }
  }

  private void shaping(PartSpec part, String path) {
    if (part.flatten() && part.as() != null) {
      error(path + ".as", "does nothing beside flatten; leave out one of them");
    }
    if (part.flatten() && part.each() != null && part.each().batch() == null) {
      error(path + ".flatten", "a list has no members; leave out flatten");
    }
    for (Map.Entry<String, String> one : part.rename().entrySet()) {
      if (one.getValue().isBlank()) {
        error(Paths.child(path + ".rename", one.getKey()), "a name is blank");
      }
    }
  }

  private void cache(PartSpec part, String path) {
    CacheSpec cache = part.cache();
    if (cache == null) {
      return;
    }
    new CacheValidator(origins, problems).validate(cache, path);
    if (!part.method().equals("GET")) {
      error(path, "does nothing here: answers to GET are kept, and this is a " + part.method());
    }
    for (String name : part.forward()) {
      if (!OF_CACHES.contains(name.toLowerCase(Locale.ROOT))
          && cache.vary().stream().noneMatch(name::equalsIgnoreCase)) {
        problems.add(origins.warning(path, unvaried(name)));
      }
    }
  }

  private static String unvaried(String name) {
    String kept = " is forwarded, and what is kept is given to requests with any value of it";
    return name.equalsIgnoreCase("Cookie")
        ? name + kept + "; leave out one of them where the answer is for one client"
        : name + kept + ", unless the answer's Vary names it; vary: [" + name + "] says so here";
  }

  private void cycle(RouteSpec route, Action.Aggregate whole, String path) {
    List<String> circle = Composition.of(whole, route.match().path().captures()).cycle();
    if (!circle.isEmpty()) {
      error(
          Paths.child(path, circle.getFirst()),
          "the parts need each other: " + String.join(" → ", circle));
    }
  }

  private void collisions(Action.Aggregate whole, String path) {
    var taken = new HashMap<String, String>();
    for (PartSpec part : whole.parts().values()) {
      for (String key : keys(part)) {
        @Nullable String before = taken.put(key, part.name());
        if (before != null && !before.equals(part.name())) {
          String message =
              Quoted.of(key) + " is written by " + before + " too; this one, the later, wins";
          problems.add(origins.warning(Paths.child(path, part.name()), message));
        }
      }
    }
    if (whole.report() && taken.containsKey("_parts")) {
      error(path, "_parts is written by a part and by report");
    }
  }

  /** The keys that a part surely writes into the answer where it is well. */
  private static List<String> keys(PartSpec part) {
    if (!part.flatten()) {
      return List.of(part.key());
    }
    return part.keep().stream()
        .map(member -> member.split("\\.", 2)[0])
        .map(member -> part.rename().getOrDefault(member, member))
        .distinct()
        .toList();
  }

  private void error(String path, String message) {
    problems.add(origins.error(path, message));
  }
}
