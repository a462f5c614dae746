package dev.figleaf.proxy.control;

import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleSetDiff;
import java.util.ArrayList;
import java.util.List;

/** What changed between two rule sets, a line each, for the history: 200 lines at most. */
final class RuleChanges {
  private static final int MOST = 200;
  private static final int LONGEST = 500;

  private RuleChanges() {}

  static List<String> between(RuleSet before, RuleSet after) {
    List<String> all =
        RuleSetDiff.between(before, after).entries().stream()
            .map(RuleSetDiff.Entry::sentence)
            .map(line -> line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line)
            .toList();
    if (all.size() <= MOST) {
      return all;
    }
    var first = new ArrayList<>(all.subList(0, MOST - 1));
    first.add("and " + (all.size() - first.size()) + " more");
    return first;
  }
}
