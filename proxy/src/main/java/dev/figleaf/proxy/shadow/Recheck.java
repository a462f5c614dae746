package dev.figleaf.proxy.shadow;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says why a pair differs, from what both sides answer when they are asked again. Only decides; who
 * asks is somebody else.
 */
public final class Recheck {
  /** When both sides are asked again, counted from the first answers. */
  public static final List<Duration> AFTER = List.of(Duration.ofMillis(200), Duration.ofSeconds(2));

  // Of a pair of which one difference is lag nothing is known, where of another nothing is.
  private static final List<Finding> WORST_FIRST =
      List.of(Finding.REAL, Finding.RACE, Finding.UNSETTLED, Finding.LAG);

  private Recheck() {}

  /**
   * What asking again came to.
   *
   * @param between differences of the two new answers, without noise
   * @param since differences of the control's new answer from its first one, without noise
   */
  public record Round(List<Difference> between, List<Difference> since) {
    public Round {
      between = List.copyOf(between);
      since = List.copyOf(since);
    }

    boolean has(Difference difference) {
      return between.stream()
          .anyMatch(one -> one.path().equals(difference.path()) && one.kind() == difference.kind());
    }

    private boolean controlMoved(Difference difference) {
      return since.stream().anyMatch(one -> Places.isSameOrAround(one.path(), difference.path()));
    }
  }

  /**
   * What became of a pair, and of each of its differences.
   *
   * @param finding {@link Finding#REAL} when one difference is; else {@link Finding#RACE} when one
   *     is; else {@link Finding#LAG}
   */
  public record Outcome(Finding finding, Map<Difference, Finding> each) {}

  /**
   * Decides.
   *
   * @param first the differences of the first pair; at least one
   * @param rounds in their order; none when nobody could be asked, and then all is real
   */
  public static Outcome classify(List<Difference> first, List<Round> rounds) {
    var each = new LinkedHashMap<Difference, Finding>();
    first.forEach(difference -> each.put(difference, classify(difference, rounds)));
    return new Outcome(worst(each.values()), each);
  }

  /** What a pair is of which differences were found so: what counts most against it. */
  static Finding worst(Collection<Finding> findings) {
    return WORST_FIRST.stream().filter(findings::contains).findFirst().orElse(Finding.UNSETTLED);
  }

  private static Finding classify(Difference difference, List<Round> rounds) {
    boolean healed = rounds.stream().anyMatch(round -> !round.has(difference));
    boolean moved = rounds.stream().anyMatch(round -> round.controlMoved(difference));
    if (healed) {
      return moved ? Finding.RACE : Finding.LAG;
    }
    return moved && dependsOnTheMoment(difference) ? Finding.RACE : Finding.REAL;
  }

  // A value may be another one a moment later; a field that is missing each time is missing.
  private static boolean dependsOnTheMoment(Difference difference) {
    return switch (difference.kind()) {
      case VALUE, ORDER, HEADER -> true;
      case MISSING, ADDED, TYPE, STATUS, BODY_KIND -> false;
    };
  }

  /** Relations between places as they are written. */
  private static final class Places {
    private static boolean isSameOrAround(String outer, String inner) {
      return inner.startsWith(outer)
          && (inner.length() == outer.length() || ".[/".indexOf(inner.charAt(outer.length())) >= 0);
    }
  }
}
