package dev.figleaf.routing;

import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleTexts;
import java.util.List;

/**
 * What became of reading all the rule files: a compiled rule set, or everything that is wrong with
 * it.
 */
public sealed interface Loaded {

  /** Of all that was read; equal when nothing changed. */
  String hash();

  /** The texts of the rule files, as they were written. */
  RuleTexts texts();

  /** Everything that was found, sorted; only warnings where the rule set is good. */
  List<Problem> problems();

  /** A rule set without errors. */
  record Ok(RuleSet rules, RouteTable table, List<Problem> warnings, String hash, RuleTexts texts)
      implements Loaded {
    public Ok {
      warnings = List.copyOf(warnings);
    }

    @Override
    public List<Problem> problems() {
      return warnings;
    }
  }

  /** A rule set with errors; the problems are sorted, warnings among them. */
  record Rejected(List<Problem> problems, String hash, RuleTexts texts) implements Loaded {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
