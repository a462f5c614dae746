package dev.figleaf.proxy.admin.view;

import dev.figleaf.proxy.traffic.Recording;
import dev.figleaf.proxy.traffic.Replay;
import dev.figleaf.proxy.traffic.TrafficDiff;
import dev.figleaf.rules.Location;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RuleSetDiff;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What other rules would change.
 *
 * @param ok whether the other rules have no errors
 * @param problems of the other rules; only warnings where they are good
 * @param rules what differs in them
 * @param traffic what becomes of the recorded requests; null where the rules have errors
 * @param movedShare the share of requests that somebody else would answer, from 0 to 1
 * @param maxMoved how much may move, such as {@code 5%}, or null where nobody asked
 * @param within whether no more than that moves or cannot be told of; null where nobody asked
 */
public record DiffView(
    boolean ok,
    List<ProblemView> problems,
    List<RuleChange> rules,
    @Nullable TrafficDiff traffic,
    @Nullable Double movedShare,
    @Nullable String maxMoved,
    @Nullable Boolean within) {

  public DiffView {
    problems = List.copyOf(problems);
    rules = List.copyOf(rules);
  }

  /**
   * One difference between rules.
   *
   * @param kind {@code added}, {@code removed} or {@code changed}
   * @param at where it is written: file, line, column
   * @param sentence all of it in words, without the place
   */
  public record RuleChange(
      String kind,
      String path,
      @Nullable String before,
      @Nullable String after,
      String at,
      String sentence) {

    static RuleChange of(RuleSetDiff.Entry entry) {
      Location at = entry.at();
      return new RuleChange(
          entry.kind().name().toLowerCase(Locale.ROOT),
          entry.path(),
          entry.before(),
          entry.after(),
          at.toString(),
          entry.sentence());
    }
  }

  /** Rules with errors would change nothing. */
  public static DiffView rejected(List<Problem> problems) {
    return new DiffView(false, ProblemView.of(problems), List.of(), null, null, null, null);
  }

  /**
   * Compares two rule sets.
   *
   * @param most how much may move, or null
   */
  public static DiffView of(
      Recording recording,
      Replay before,
      Replay after,
      List<Problem> warnings,
      @Nullable Percentage most) {
    TrafficDiff traffic = TrafficDiff.between(recording, before, after);
    return new DiffView(
        true,
        ProblemView.of(warnings),
        RuleSetDiff.between(before.rules(), after.rules()).entries().stream()
            .map(RuleChange::of)
            .toList(),
        traffic,
        traffic.movedShare(),
        most == null ? null : most.toString(),
        most == null ? null : isWithin(traffic, most));
  }

  // Who asks wants to be sure: of nothing, nothing is known.
  private static boolean isWithin(TrafficDiff traffic, Percentage most) {
    return traffic.requests() > 0 && traffic.doubtfulShare() <= most.fraction();
  }
}
