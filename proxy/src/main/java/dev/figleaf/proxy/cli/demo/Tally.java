package dev.figleaf.proxy.cli.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what the clients of the demo got. Safe for any thread. */
public final class Tally {
  /** How many of the last answers of an upstream the percentiles are taken of. */
  static final int LATEST = 1_000;

  /** How long ago "now" begins. */
  static final long NOW_NANOS = 1_000_000_000L;

  /** How many answers "now" may hold: more than the demo ever sends in that time. */
  private static final int MOST_RECENT = 10_000;

  /**
   * One answer.
   *
   * @param upstream who served it, as the client sees it
   * @param seam whether the request belongs to what is moving out
   * @param failed whether the client got no good answer
   * @param nanos how long it took
   * @param at when it came, as {@link System#nanoTime} says
   */
  public record Answer(String upstream, boolean seam, boolean failed, long nanos, long at) {}

  /**
   * The figures of one upstream.
   *
   * @param requests of all kinds
   * @param share of the seam's requests since the beginning, from 0 to 1
   * @param now of the seam's requests in the last second, from 0 to 1
   * @param p50 in milliseconds
   * @param p99 in milliseconds
   */
  public record Row(
      String upstream,
      long requests,
      long failures,
      long seamRequests,
      double share,
      double now,
      double p50,
      double p99) {}

  /** All figures at one moment; the rows are sorted by the names of the upstreams. */
  public record Figures(
      long requests, long failures, long seamRequests, double p50, double p99, List<Row> rows) {

    /** The share of an upstream in the seam's requests since the beginning. */
    public double share(String upstream) {
      return rows.stream()
          .filter(row -> row.upstream.equals(upstream))
          .mapToDouble(Row::share)
          .sum();
    }
  }

  private static final class Counts {
    private long requests;
    private long failures;
    private long seam;
    private final long[] latest = new long[LATEST];

    void add(Answer answer) {
      latest[(int) (requests % LATEST)] = answer.nanos;
      requests++;
      failures += answer.failed ? 1 : 0;
      seam += answer.seam ? 1 : 0;
    }

    long[] latencies() {
      return Arrays.copyOf(latest, (int) Math.min(requests, LATEST));
    }
  }

  private final Map<String, Counts> byUpstream = new TreeMap<>();
  private final Deque<Answer> recent = new ArrayDeque<>();

  /** Counts one answer. */
  public synchronized void add(Answer answer) {
    byUpstream.computeIfAbsent(answer.upstream, _ -> new Counts()).add(answer);
    if (answer.seam) {
      recent.addLast(answer);
    }
    forget(answer.at);
  }

  private void forget(long now) {
    while (!recent.isEmpty()
        && (now - recent.getFirst().at > NOW_NANOS || recent.size() > MOST_RECENT)) {
      recent.removeFirst();
    }
  }

  /**
   * All figures.
   *
   * @param now as {@link System#nanoTime} says
   */
  public synchronized Figures figures(long now) {
    forget(now);
    long seam = byUpstream.values().stream().mapToLong(counts -> counts.seam).sum();
    var rows = new ArrayList<Row>();
    byUpstream.forEach((upstream, counts) -> rows.add(row(upstream, counts, seam)));
    long[] all =
        byUpstream.values().stream().flatMapToLong(c -> Arrays.stream(c.latencies())).toArray();
    return new Figures(
        byUpstream.values().stream().mapToLong(counts -> counts.requests).sum(),
        byUpstream.values().stream().mapToLong(counts -> counts.failures).sum(),
        seam,
        percentile(all, 0.5),
        percentile(all, 0.99),
        List.copyOf(rows));
  }

  private Row row(String upstream, Counts counts, long seam) {
    long now = recent.stream().filter(answer -> answer.upstream.equals(upstream)).count();
    long[] latencies = counts.latencies();
    return new Row(
        upstream,
        counts.requests,
        counts.failures,
        counts.seam,
        share(counts.seam, seam),
        share(now, recent.size()),
        percentile(latencies, 0.5),
        percentile(latencies, 0.99));
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static double percentile(long[] nanos, double rank) {
    if (nanos.length == 0) {
      return 0;
    }
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(rank * sorted.length))] / 1e6;
  }
}
