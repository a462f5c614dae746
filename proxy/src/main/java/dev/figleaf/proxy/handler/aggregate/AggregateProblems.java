package dev.figleaf.proxy.handler.aggregate;

import dev.figleaf.proxy.json.Expression;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.PartSpec;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RuleSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what the rule language cannot know of compositions: whether expressions are some. */
public final class AggregateProblems {
  private final RuleSet rules;
  private final List<Problem> found = new ArrayList<>();

  private AggregateProblems(RuleSet rules) {
    this.rules = rules;
  }

  /** Everything that is wrong, each with its place. */
  public static List<Problem> find(RuleSet rules) {
    var looking = new AggregateProblems(rules);
    for (int i = 0; i < rules.routes().size(); i++) {
      if (rules.routes().get(i).action() instanceof Action.Aggregate aggregate) {
        looking.look(aggregate, "routes[" + i + "].aggregate");
      }
    }
    return looking.found;
  }

  private void look(Action.Aggregate aggregate, String path) {
    look(aggregate.shape(), path + ".shape");
    for (PartSpec part : aggregate.parts().values()) {
      String at = path + ".parts." + part.name();
      look(part.when(), at + ".when");
      look(part.bodyExpression(), at + ".body");
    }
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
