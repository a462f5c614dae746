package dev.figleaf.rules;

import java.util.List;

/** What came of reading rules. */
public sealed interface ReadResult {

  /**
   * A fingerprint of everything that was read: the names and bytes of the rule files and of the
   * files that they take values from (SHA-256, hex). Equal hashes mean that nothing changed.
   */
  String hash();

  /** The texts of the rule files, as they were written. */
  RuleTexts texts();

  /** Everything found, sorted by place; warnings only when the rules are good. */
  List<Problem> problems();

  /** Rules that can become live. */
  record Ok(RuleSet rules, List<Problem> warnings, String hash, RuleTexts texts)
      implements ReadResult {
    public Ok {
      warnings = List.copyOf(warnings);
    }

    @Override
    public List<Problem> problems() {
      return warnings;
    }
  }

  /** Rules with at least one error. */
  record Rejected(List<Problem> problems, String hash, RuleTexts texts) implements ReadResult {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
