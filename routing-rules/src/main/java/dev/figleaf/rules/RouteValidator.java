package dev.figleaf.rules;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with one route as a whole. */
final class RouteValidator {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> WITHOUT_BODY = Set.of(204, 205, 304);

  private final RuleValidator names;
  private final Origins origins;
  private final Problems problems;

  RouteValidator(RuleValidator names, Origins origins, Problems problems) {
    this.names = names;
    this.origins = origins;
    this.problems = problems;
  }

  void validate(RouteSpec route, String path) {
    action(route, path);
    if (route.retry().budget() != null) {
      error(path + ".retry.budget", "the budget is one for an upstream; write it there");
    }
    if (route.cohort() != null && !(route.action() instanceof Action.Split)) {
      error(path + ".cohort", "a cohort belongs to split; a seam has its own, where it is defined");
    }
    if (route.transform() != null) {
      transform(route, route.transform(), path + ".transform");
    }
    if (route.action() instanceof Action.Aggregate) {
      return;
    }
    if (route.rewrite() != null) {
      rewrite(route, route.rewrite(), path + ".rewrite");
    }
    failing(route, path);
    if (route.shadow() != null) {
      names.shadows().ofRoute(route, route.shadow(), path + ".shadow");
      doesNothing(!callsUpstream(route), path + ".shadow");
    }
    cache(route, path + ".cache");
  }

  private void transform(RouteSpec route, TransformSpec transform, String path) {
    switch (route.action()) {
      case Action.Forward _, Action.Seam _, Action.Split _ ->
          new TransformValidator(names, origins, problems).validate(route, transform, path);
      case Action.Aggregate _ ->
          notOfParts(true, path, "parts have keep, drop and rename, and the whole has shape");
      case Action.Redirect _, Action.Respond _ ->
          error(path, "is nothing for an answer that is given here: no upstream sees a request");
    }
  }

  private void cache(RouteSpec route, String path) {
    if (route.cache() != null && callsUpstream(route)) {
      new CacheValidator(origins, problems).validate(route, route.cache(), path);
    } else {
      doesNothing(route.cache() != null, path);
    }
  }

  private void action(RouteSpec route, String path) {
    switch (route.action()) {
      case Action.Forward forward -> names.upstreamAt(path + ".to", forward.upstream());
      case Action.Seam seam -> names.seamAt(path + ".seam", seam.seam());
      case Action.Split split -> split(split, path + ".split");
      case Action.Redirect redirect -> redirect(route, redirect, path + ".redirect");
      case Action.Respond respond -> respond(respond, path + ".respond");
      case Action.Aggregate aggregate -> aggregate(route, aggregate, path);
    }
  }

  private void aggregate(RouteSpec route, Action.Aggregate aggregate, String path) {
    names.aggregates().validate(route, aggregate, path + ".aggregate");
    notOfParts(route.deadline() != null, path + ".deadline", "the whole has its timeout");
    notOfParts(route.hedge() != null, path + ".hedge", "parts are asked once");
    notOfParts(route.fallback() != null, path + ".fallback", "each part says its own default");
    notOfParts(route.rewrite() != null, path + ".rewrite", "each part says its own path");
    notOfParts(route.shadow() != null, path + ".shadow", "a part with a seam is shadowed by it");
    notOfParts(route.cache() != null, path + ".cache", "parts have caches of their own");
  }

  private void notOfParts(boolean written, String path, String instead) {
    if (written) {
      error(path, "is nothing for a composition: " + instead);
    }
  }

  private void failing(RouteSpec route, String path) {
    FallbackSpec fallback = route.fallback();
    if (fallback != null) {
      fallback(route, fallback, path + ".fallback");
    }
    if (!callsUpstream(route)) {
      doesNothing(route.deadline() != null, path + ".deadline");
      doesNothing(route.hedge() != null, path + ".hedge");
      doesNothing(fallback != null, path + ".fallback");
    }
  }

  private void fallback(RouteSpec route, FallbackSpec fallback, String path) {
    if (fallback.to() == null) {
      if (!fallback.hasAnswer()) {
        error(path, "needs an upstream, or an answer such as { status: 503, body: sorry }");
      } else {
        respond(fallback.answer(), path);
      }
      return;
    }
    names.upstreamAt(path + ".to", fallback.to());
    if (fallback.hasAnswer()) {
      error(path, "has both an upstream and an answer; write only one of them");
    }
    if (route.action() instanceof Action.Forward forward
        && forward.upstream().equals(fallback.to())) {
      error(path + ".to", "is the upstream itself, which cannot answer then");
    }
  }

  private static boolean callsUpstream(RouteSpec route) {
    return switch (route.action()) {
      case Action.Forward _, Action.Seam _, Action.Split _, Action.Aggregate _ -> true;
      case Action.Redirect _, Action.Respond _ -> false;
    };
  }

  private void doesNothing(boolean written, String path) {
    if (written) {
      problems.add(
          origins.warning(path, "does nothing here: no upstream sees a request of this route"));
    }
  }

  private void split(Action.Split split, String path) {
    split.weights().keySet().forEach(name -> names.upstreamAt(Paths.child(path, name), name));
    if (split.weights().isEmpty()) {
      error(path, "a split needs upstreams with weights, such as { a: 70, b: 30 }");
    } else if (split.weights().values().stream().allMatch(weight -> weight == 0)) {
      error(path, "all weights are zero, so nobody would answer");
    }
  }

  private void redirect(RouteSpec route, Action.Redirect redirect, String path) {
    if (!REDIRECTS.contains(redirect.status())) {
      error(
          path + ".status",
          redirect.status() + " is not a redirect; write 301, 302, 303, 307 or 308");
    }
    captures(route, redirect.to(), path + ".to");
  }

  private void respond(Action.Respond respond, String path) {
    boolean body = respond.json() != null || respond.body() != null;
    if (body && WITHOUT_BODY.contains(respond.status())) {
      error(
          path + (respond.json() == null ? ".body" : ".json"),
          "an answer with status " + respond.status() + " has no body; leave it out");
    }
  }

  private void rewrite(RouteSpec route, RewriteSpec rewrite, String path) {
    if (rewrite.path() != null) {
      captures(route, rewrite.path(), path + ".path");
      prefixBesidePath(rewrite.stripPrefix(), path + ".strip-prefix");
      prefixBesidePath(rewrite.addPrefix(), path + ".add-prefix");
    }
    doesNothing(!callsUpstream(route), path);
  }

  private void prefixBesidePath(@Nullable String prefix, String path) {
    if (prefix != null) {
      error(path, "path already says the whole new path; leave out one of the two");
    }
  }

  private void captures(RouteSpec route, String template, String path) {
    PathPattern pattern = route.match().path();
    List<String> known = pattern.captures();
    for (String name : Templates.captures(template)) {
      if (name.equals("rest") && !pattern.rest()) {
        error(
            path,
            "{rest} is what ** takes, and "
                + Quoted.of(pattern.toString())
                + " does not end in **");
      } else if (!name.equals("rest") && !known.contains(name)) {
        error(
            path,
            "{"
                + name
                + "} is not captured by "
                + Quoted.of(pattern.toString())
                + Nearest.hint(name, known));
      }
    }
  }

  private void error(String path, String message) {
    problems.add(origins.error(path, message));
  }
}
