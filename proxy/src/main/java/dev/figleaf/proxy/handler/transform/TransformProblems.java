package dev.figleaf.proxy.handler.transform;

import dev.figleaf.proxy.json.Expression;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.TransformSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what the rule language cannot know of transforms: whether expressions are some. */
public final class TransformProblems {
  private final RuleSet rules;
  private final List<Problem> found = new ArrayList<>();

  private TransformProblems(RuleSet rules) {
    this.rules = rules;
  }

  /** Everything that is wrong, each with its place. */
  public static List<Problem> find(RuleSet rules) {
    var looking = new TransformProblems(rules);
    for (int i = 0; i < rules.routes().size(); i++) {
      TransformSpec transform = rules.routes().get(i).transform();
      if (transform != null) {
        String path = "routes[" + i + "].transform";
        looking.look(transform.request().body(), path + ".request.body");
        looking.look(transform.response().body(), path + ".response.body");
      }
    }
    return looking.found;
  }

  private void look(@Nullable String expression, String path) {
    if (expression != null) {
      try {
        Expression.of(expression);
      } catch (IllegalArgumentException e) {
        found.add(rules.origins().error(path, String.valueOf(e.getMessage())));
      }
    }
  }
}
