package dev.figleaf.proxy.shadow;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which shapes of requests are seen live, and which of them have been compared. Bounded; safe to
 * share.
 */
public final class Coverage {
  /** The most shapes of one seam; more are one shape together. */
  public static final int MOST = 2_000;

  private static final Shape OTHER = new Shape("*", EndpointTemplates.OTHER, 0);

  /**
   * Requests that are alike.
   *
   * @param statusClass 2 for 2xx
   */
  public record Shape(String method, String template, int statusClass) {
    @Override
    public String toString() {
      return method + " " + template + (statusClass == 0 ? "" : " " + statusClass + "xx");
    }
  }

  private static final class Count {
    private long live;
    private long compared;
  }

  private final Map<Shape, Count> counts = new HashMap<>();

  /** Takes in what a client was answered. */
  public synchronized void live(String method, String template, int status) {
    count(method, template, status).live++;
  }

  /** Takes in that such a pair was compared; by the status of the control. */
  public synchronized void compared(String method, String template, int status) {
    count(method, template, status).compared++;
  }

  private Count count(String method, String template, int status) {
    var shape = new Shape(method, template, status / 100);
    if (counts.size() >= MOST && !counts.containsKey(shape)) {
      shape = OTHER;
    }
    return counts.computeIfAbsent(shape, _ -> new Count());
  }

  /** The share of the shapes seen live that have been compared, from 0 to 1; 0 of none. */
  public synchronized double share() {
    long live = counts.values().stream().filter(one -> one.live > 0).count();
    long both = counts.values().stream().filter(one -> one.live > 0 && one.compared > 0).count();
    return live == 0 ? 0 : (double) both / live;
  }

  /** The shapes seen live that were never compared, the most frequent first. */
  public synchronized List<Shape> neverCompared() {
    return counts.entrySet().stream()
        .filter(one -> one.getValue().live > 0 && one.getValue().compared == 0)
        .sorted(
            Comparator.comparingLong((Map.Entry<Shape, Count> one) -> -one.getValue().live)
                .thenComparing(one -> one.getKey().toString()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
