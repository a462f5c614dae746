package dev.figleaf.rules;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with one shadow as a whole. */
final class ShadowValidator {
  private static final int LONGEST_EXPRESSION = 8_192;

  private final RuleValidator names;
  private final Origins origins;
  private final Problems problems;

  ShadowValidator(RuleValidator names, Origins origins, Problems problems) {
    this.names = names;
    this.origins = origins;
    this.problems = problems;
  }

  void ofSeam(ShadowSpec shadow, String path) {
    if (shadow.to() != null) {
      error(path + ".to", "a seam is shadowed to its other side; leave to out");
    }
    validate(shadow, path);
  }

  void ofRoute(RouteSpec route, ShadowSpec shadow, String path) {
    @Nullable String to = shadow.to();
    switch (route.action()) {
      case Action.Seam seam ->
          error(path, "belongs to the seam; write it where " + seam.seam() + " is defined");
      case Action.Forward forward when forward.upstream().equals(to) ->
          error(path + ".to", "is the upstream itself, which has the request already");
      case Action.Forward _,
          Action.Split _,
          Action.Redirect _,
          Action.Respond _,
          Action.Aggregate _ -> {
        if (to == null) {
          error(path, "needs to: the upstream that gets the copy");
        } else {
          names.upstreamAt(path + ".to", to);
        }
      }
    }
    validate(shadow, path);
  }

  private void validate(ShadowSpec shadow, String path) {
    @Nullable RewriteSpec rewrite = shadow.rewrite();
    if (rewrite != null && rewrite.host() != null) {
      error(path + ".rewrite.host", "is written host: beside rewrite in a shadow");
    }
    if (rewrite != null && rewrite.path() != null && rewrite.path().contains("{")) {
      error(path + ".rewrite.path", "a copy has no captures; write strip-prefix or add-prefix");
    }
    compare(shadow.compare(), path + ".compare");
    ready(shadow.ready(), path + ".ready");
  }

  private void compare(CompareSpec compare, String path) {
    for (int i = 0; i < compare.sort().size(); i++) {
      if (!(compare.sort().get(i) instanceof FieldPath.Json)) {
        error(Paths.item(path + ".sort", i), "only arrays of a JSON body have an order to ignore");
      }
    }
    for (int i = 0; i < compare.pair().size(); i++) {
      single(compare.pair().get(i), Paths.item(path + ".pair", i));
    }
    for (Map.Entry<String, Tolerance> one : compare.tolerance().entrySet()) {
      single(FieldPath.parse(one.getKey()), path + ".tolerance");
    }
    for (int i = 0; i < compare.equivalentStatus().size(); i++) {
      group(compare.equivalentStatus().get(i), Paths.item(path + ".equivalent-status", i));
    }
    if (compare.map() != null && compare.map().length() > LONGEST_EXPRESSION) {
      error(path + ".map", "is longer than 8,192 characters");
    }
  }

  // Both need one value on each side to look at.
  private void single(FieldPath place, String path) {
    switch (place) {
      case FieldPath.Cookie _ ->
          error(path, place + " has no value here; cookies never show theirs");
      case FieldPath.Body _ -> error(path, "names the whole body; name a place in it");
      case FieldPath.Header _, FieldPath.Json _, FieldPath.Markup _ -> {}
    }
  }

  private void group(List<Integer> statuses, String path) {
    if (statuses.size() < 2) {
      error(path, "a group has at least two statuses, such as [200, 204]");
    }
  }

  private void ready(ReadySpec ready, String path) {
    budget(ready.mismatches(), path + ".mismatches");
    budget(ready.errors(), path + ".errors");
    if (ready.latency() != null) {
      budget(ready.latency().slower(), path + ".latency.slower");
    }
    if (ready.confidence().thousandths() < 50_000 || ready.confidence().thousandths() > 99_999) {
      error(path + ".confidence", ready.confidence() + " is not from 50% to 99.999%");
    }
  }

  private void budget(Percentage budget, String path) {
    if (budget.thousandths() == 0) {
      error(path, "0% can never be shown, however many samples; write 0.01% or the like");
    }
  }

  private void error(String path, String message) {
    problems.add(origins.error(path, message));
  }
}
