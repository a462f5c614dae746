package dev.figleaf.proxy.store;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was counted of an endpoint template, of one method and one upstream. Nobody changes its
 * arrays.
 *
 * @param route the last one that it took
 * @param seam the last one that it belonged to, or empty
 * @param counts one for each of {@link #COUNTS}
 * @param sketch of who called; empty where nothing of it is known
 * @param firstAt in milliseconds since 1970, as the next two
 * @param lastSuccessAt 0 for never
 * @param callers the last ones, the newest first
 */
public record InventoryRow(
    Endpoint endpoint,
    String route,
    String seam,
    long[] counts,
    byte[] sketch,
    long firstAt,
    long lastAt,
    long lastSuccessAt,
    List<Caller> callers) {
  /** How many callers are kept. */
  public static final int CALLERS = 3;

  /** How long a sketch is, where it is not empty. */
  public static final int SKETCH = 256;

  /** What is counted, as the columns are called; the last twelve are steps of latency. */
  public static final List<String> COUNTS =
      List.of(
          "calls",
          "succeeded",
          "failed",
          "bytes_in",
          "bytes_out",
          "with_cookies",
          "with_session",
          "within_5",
          "within_10",
          "within_25",
          "within_50",
          "within_100",
          "within_250",
          "within_500",
          "within_1000",
          "within_2500",
          "within_5000",
          "within_10000",
          "longer");

  public InventoryRow {
    callers = List.copyOf(callers);
  }

  /** What is counted together. */
  public record Endpoint(String method, String template, String upstream) {
    String key() {
      return RowKey.of(method, template, upstream);
    }
  }

  /**
   * Who called, as far as it says so itself.
   *
   * @param at in milliseconds since 1970
   */
  public record Caller(long at, String name) {}

  long calls() {
    return counts[0];
  }

  /** The same under another name. */
  public InventoryRow as(Endpoint other) {
    return new InventoryRow(
        other, route, seam, counts, sketch, firstAt, lastAt, lastSuccessAt, callers);
  }

  /** Both together; the other one tells what was so last. */
  public InventoryRow plus(InventoryRow other) {
    boolean isLater = other.lastAt >= lastAt;
    return new InventoryRow(
        endpoint,
        isLater ? other.route : route,
        isLater ? other.seam : seam,
        sum(counts, other.counts),
        joined(sketch, other.sketch),
        Math.min(firstAt, other.firstAt),
        Math.max(lastAt, other.lastAt),
        Math.max(lastSuccessAt, other.lastSuccessAt),
        last(callers, other.callers));
  }

  private static long[] sum(long[] one, long[] other) {
    long[] sum = one.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
    return sum;
  }

  /** The greater of each place. */
  static byte[] joined(byte[] one, byte[] other) {
    if (one.length != SKETCH || other.length != SKETCH) {
      return one.length == SKETCH ? one : other;
    }
    byte[] joined = one.clone();
    for (int i = 0; i < joined.length; i++) {
      joined[i] = (byte) Math.max(joined[i], other[i]);
    }
    return joined;
  }

  /** The last ones of both, each name once. */
  static List<Caller> last(List<Caller> some, List<Caller> others) {
    List<Caller> sorted =
        Stream.concat(some.stream(), others.stream())
            .sorted(Comparator.comparingLong(Caller::at).reversed().thenComparing(Caller::name))
            .toList();
    return sorted.stream()
        .map(Caller::name)
        .distinct()
        .limit(CALLERS)
        .map(
            name ->
                sorted.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow())
        .toList();
  }
}
