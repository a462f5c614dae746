package dev.figleaf.proxy.traffic;

import java.util.List;

/**
 * What a rule set would do to recorded requests that another one does not.
 *
 * <p>Requests are counted by weight: those that were drawn stand for those that were not. A request
 * moves when somebody else would answer it.
 *
 * @param seconds that were recorded
 * @param descriptors how many stand for the requests
 * @param requests about how many there were
 * @param moved of them, how many would be answered by somebody else
 * @param drawn of those that moved, how many are as many as would, but perhaps not those: where
 *     their clients stand is not remembered
 * @param untold of all, how many cannot be told of
 * @param moves from where to where, the most first
 * @param seams whose clients would change side, the most first
 * @param unreached routes of the new rules that no recorded request takes
 * @param loads on each upstream, by name
 * @param reasons why some cannot be told of, the most first
 * @param notes what else is to be known of these figures
 */
public record TrafficDiff(
    double seconds,
    long descriptors,
    long requests,
    long moved,
    long drawn,
    long untold,
    List<Move> moves,
    List<SeamShift> seams,
    List<String> unreached,
    List<Load> loads,
    List<Reason> reasons,
    List<String> notes) {
  /** How many moves are told of at most. */
  static final int MOST_MOVES = 200;

  /** How many examples there are of each. */
  static final int MOST_EXAMPLES = 5;

  public TrafficDiff {
    moves = List.copyOf(moves);
    seams = List.copyOf(seams);
    unreached = List.copyOf(unreached);
    loads = List.copyOf(loads);
    reasons = List.copyOf(reasons);
    notes = List.copyOf(notes);
  }

  /**
   * Where a request goes.
   *
   * @param route its name, {@code -} for none
   * @param answer the upstream, those of all parts of a composition, or what Figleaf itself does:
   *     {@code (no route)}, {@code (redirect)}, {@code (fixed answer)}
   */
  public record Destination(String route, String answer) {}

  /**
   * Requests that go elsewhere.
   *
   * @param elsewhere whether somebody else answers, or only another route has them
   */
  public record Move(
      Destination from, Destination to, boolean elsewhere, long requests, List<String> examples) {
    public Move {
      examples = List.copyOf(examples);
    }
  }

  /**
   * What happens to the clients of a seam, those that were seen and can be told from each other.
   *
   * @param clients how many there are
   * @param changing how many of them would change the upstream
   */
  public record SeamShift(String seam, long clients, long changing) {}

  /**
   * Calls of an upstream, those of parts included; retries, copies and caches are not.
   *
   * @param before a second
   * @param after a second
   * @param shareBefore of all calls, from 0 to 1
   */
  public record Load(
      String upstream, double before, double after, double shareBefore, double shareAfter) {}

  /** Why some requests cannot be told of: what of them is not remembered. */
  public record Reason(String missing, long requests) {}

  /** The share of the requests that would be answered by somebody else, of those told of. */
  public double movedShare() {
    return share(moved, requests - untold);
  }

  /** The share of all that would be, or that cannot be told of. */
  public double doubtfulShare() {
    return share(moved + untold, requests);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /** Compares what becomes of all recorded requests. Takes about a microsecond for each. */
  public static TrafficDiff between(Recording recording, Replay before, Replay after) {
    return new TrafficComparing(before, after).of(recording);
  }
}
