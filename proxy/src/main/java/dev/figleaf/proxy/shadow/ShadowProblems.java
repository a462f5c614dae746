package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.json.Expression;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.ShadowSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what the rule language cannot know of shadows: whether {@code map} is an expression. */
public final class ShadowProblems {
  private ShadowProblems() {}

  /** Everything that is wrong, each with its place. */
  public static List<Problem> find(RuleSet rules) {
    var found = new ArrayList<Problem>();
    rules
        .seams()
        .forEach(
            (name, seam) ->
                find(rules, seam.shadow(), "seams." + name + ".shadow").ifPresent(found::add));
    for (int i = 0; i < rules.routes().size(); i++) {
      find(rules, rules.routes().get(i).shadow(), "routes[" + i + "].shadow").ifPresent(found::add);
    }
    return found;
  }

  private static Optional<Problem> find(RuleSet rules, @Nullable ShadowSpec shadow, String path) {
    @Nullable String map = shadow == null ? null : shadow.compare().map();
    if (map == null) {
      return Optional.empty();
    }
    try {
      Expression.of(map);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      return Optional.of(rules.origins().error(path + ".compare.map", message));
    }
  }
}
