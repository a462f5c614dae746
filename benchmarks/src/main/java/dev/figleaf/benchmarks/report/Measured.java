package dev.figleaf.benchmarks.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What was measured of one peer in one scenario: for each figure a value a round. */
public final class Measured {
  private final String peer;
  private final Map<Figure, List<Double>> values = new EnumMap<>(Figure.class);

  public Measured(String peer) {
    this.peer = peer;
  }

  public String peer() {
    return peer;
  }

  /** Adds the value of the next round. */
  public void add(Figure figure, double value) {
    values.computeIfAbsent(figure, _ -> new ArrayList<>()).add(value);
  }

  public Optional<Spread> spread(Figure figure) {
    return Optional.ofNullable(values.get(figure)).map(Spread::of);
  }

  /** Each round's values, by figure. */
  public Map<Figure, List<Double>> values() {
    return values;
  }

  /** This over that, round by round. */
  public Optional<Spread> ratio(Figure figure, Measured measure) {
    List<Double> these = values.getOrDefault(figure, List.of());
    List<Double> those = measure.values.getOrDefault(figure, List.of());
    int rounds = Math.min(these.size(), those.size());
    return rounds == 0
        ? Optional.empty()
        : Optional.of(
            Spread.of(
                IntStream.range(0, rounds)
                    .mapToObj(round -> these.get(round) / those.get(round))
                    .toList()));
  }
}
