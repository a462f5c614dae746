package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.store.CountRow;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which shapes of requests are seen live, and which of them have been compared.
 *
 * @param live how many requests of each shape clients were answered
 * @param compared shapes of which at least one pair says something
 */
public record Coverage(Map<Shape, Long> live, Set<Shape> compared) {
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

  public Coverage {
    live = Map.copyOf(live);
    compared = Set.copyOf(compared);
  }

  /** Adds up what was kept. */
  public static Coverage of(Collection<CountRow> counts) {
    var live = new LinkedHashMap<Shape, Long>();
    var compared = new HashSet<Shape>();
    for (CountRow row : counts) {
      var shape = new Shape(row.method(), row.template(), row.statusClass());
      switch (Counted.of(row.what())) {
        case Counted.Live _ -> live.merge(shape, row.count(), Long::sum);
        case Counted.Found(Finding finding) when finding.saysSomething() -> compared.add(shape);
        case Counted.Found _, Counted.Failed _, Counted.ServerError _, Counted.Unknown _ -> {}
      }
    }
    return new Coverage(live, compared);
  }

  /** The share of the shapes seen live that have been compared, from 0 to 1; 0 of none. */
  public double share() {
    long both = live.keySet().stream().filter(compared::contains).count();
    return live.isEmpty() ? 0 : (double) both / live.size();
  }

  /** The shapes seen live that were never compared, the most frequent first. */
  public List<Shape> neverCompared() {
    return live.entrySet().stream()
        .filter(one -> !compared.contains(one.getKey()))
        .sorted(
            Map.Entry.<Shape, Long>comparingByValue()
                .reversed()
                .thenComparing(one -> one.getKey().toString()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
