package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.store.AcceptanceRow;
import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.rules.ReadySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the candidate of one subject: the answer to "may we send more traffic?".
 *
 * <p>The verdicts, the coverage and the criteria stand on all the evidence of the candidacy: a
 * window that somebody chooses would make READY easier to get by chance. All other figures are
 * those of the window.
 *
 * @param since when the window begins
 * @param at when the report was made
 * @param total all pairs of the window
 * @param endpoints those that are not ready first, then those with the most pairs
 * @param findings what speaks against the candidate, what matters most first
 * @param series how latency went, oldest first
 * @param neverCompared shapes seen live of which no pair was compared, the most frequent first
 * @param covered the share of the shapes seen live that were compared, from 0 to 1
 * @param shapes how many shapes were seen live
 * @param leftOut requests that were not shadowed or not compared by reason, the most first
 * @param acceptances what operators accepted, the newest first
 */
public record Report(
    CandidacyRow candidacy,
    ReadySpec ready,
    Instant since,
    Instant at,
    Verdict verdict,
    Total total,
    List<Endpoint> endpoints,
    List<Found> findings,
    List<Point> series,
    double covered,
    int shapes,
    List<Coverage.Shape> neverCompared,
    List<LeftOut> leftOut,
    List<Accepted> acceptances) {

  public Report {
    endpoints = List.copyOf(endpoints);
    findings = List.copyOf(findings);
    series = List.copyOf(series);
    neverCompared = List.copyOf(neverCompared);
    leftOut = List.copyOf(leftOut);
    acceptances = List.copyOf(acceptances);
  }

  public String subject() {
    return candidacy.subject();
  }

  /** Whether the window is all of the candidacy. */
  public boolean isWhole() {
    return !since.isAfter(candidacy.began());
  }

  /**
   * What became of pairs, and how long their answers took.
   *
   * @param failed requests that the candidate gave no answer to
   * @param slower how often the candidate took longer than its budget; null without one
   * @param muchSlower how often it took over twice as long as 95% of the control's answers did, and
   *     10 ms more
   */
  public record Total(
      Map<Finding, Long> findings,
      long failed,
      Times control,
      Times candidate,
      @Nullable Rate slower,
      Rate muchSlower) {
    public Total {
      findings = Map.copyOf(findings);
    }

    public long count(Finding finding) {
      return findings.getOrDefault(finding, 0L);
    }

    /** Pairs that say something about the candidate. */
    public long compared() {
      return findings.entrySet().stream()
          .filter(one -> one.getKey().saysSomething())
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }

  /** How long one side took. */
  public record Times(long answers, Duration p50, Duration p95, Duration p99) {
    static Times of(LatencyHistogram histogram) {
      return new Times(
          histogram.total(),
          histogram.percentile(0.5),
          histogram.percentile(0.95),
          histogram.percentile(0.99));
    }
  }

  /** One endpoint, {@code GET /api/orders/{id}}. */
  public record Endpoint(String method, String template, Verdict verdict, Total total) {
    public String name() {
      return method + " " + template;
    }
  }

  /** Both sides within one span of time, which begins then. */
  public record Point(Instant at, Times control, Times candidate) {}

  /** Requests that were left out for one reason. */
  public record LeftOut(String reason, long count) {}

  /**
   * An operator's word.
   *
   * @param what it is about, as one would say it
   * @param count how often the difference was found in the window
   */
  public record Accepted(AcceptanceRow row, String what, long count, boolean expired) {}

  /** Why something is found against a candidate, by how grave it is. */
  public enum Cause {
    /** The answers really differ. */
    DIFFERENCE,
    /** The candidate gave no answer. */
    FAILURE,
    /** The candidate is much slower than the control, or than its budget. */
    SLOW,
    /** The answers differ for a while, then agree. */
    LAG
  }

  /**
   * One thing that speaks against the candidate.
   *
   * @param id by which it is accepted and exported; of a slow endpoint it is made up
   * @param kind of difference; {@code failed} and {@code slow} for what is none
   * @param path the place; of a failure its word, of a slow endpoint {@code latency}
   * @param rate how many of the pairs of its endpoint show it
   * @param first null where that is not kept
   * @param control one example's value; null for nothing there, or no example
   * @param candidate the same
   * @param sentence what a person would say
   */
  public record Found(
      Cause cause,
      String id,
      String method,
      String template,
      String path,
      String kind,
      Rate rate,
      @Nullable Instant first,
      @Nullable Instant last,
      @Nullable String control,
      @Nullable String candidate,
      ExampleJson.@Nullable Example example,
      String sentence) {

    public String endpoint() {
      return method + " " + template;
    }
  }
}
