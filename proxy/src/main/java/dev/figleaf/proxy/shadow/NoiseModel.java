package dev.figleaf.proxy.shadow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Learns, field by field, what differs between two answers of the control itself, and tells such
 * differences of the candidate from others: a field that always differs is not a field that may be
 * anything. Bounded: the fields that were met longest ago are forgotten. Safe to share.
 */
public final class NoiseModel {
  /** After this many pairs of a scope, a field that never differed is taken for constant. */
  public static final int ENOUGH_PAIRS = 5;

  private final Map<String, FieldNoise> fields;
  private final Map<String, Integer> pairs;

  /**
   * @param most how many fields, and how many scopes, are remembered
   */
  public NoiseModel(int most) {
    fields = bounded(most);
    pairs = bounded(most);
  }

  private static <V> Map<String, V> bounded(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
      }
    };
  }

  /**
   * The differences of a pair, apart.
   *
   * @param different the control never differs so
   * @param noise the control differs so itself
   * @param unsettled too little is known to say
   */
  public record Sorted(
      List<Difference> different, List<Difference> noise, List<Difference> unsettled) {}

  /**
   * Takes in what differs between two answers of the control to one request; nothing is worth
   * telling, too.
   *
   * @param scope what requests are alike: seam, method and template
   * @param differences with the earlier answer as control
   */
  public synchronized void learn(String scope, List<Difference> differences) {
    pairs.merge(scope, 1, Integer::sum);
    for (Difference difference : differences) {
      fields.computeIfAbsent(key(scope, difference), _ -> new FieldNoise()).learn(difference);
    }
  }

  /** Tells the differences of control and candidate apart. */
  public synchronized Sorted sort(String scope, List<Difference> differences) {
    var sorted = new Sorted(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Difference difference : differences) {
      explained(scope, difference)
          .map(noise -> noise ? sorted.noise : sorted.different)
          .orElse(sorted.unsettled)
          .add(difference);
    }
    return sorted;
  }

  private Optional<Boolean> explained(String scope, Difference difference) {
    @Nullable FieldNoise field = fields.get(key(scope, difference));
    if (field != null) {
      return field.explains(difference);
    }
    @Nullable Integer known = pairs.get(scope);
    return known != null && known >= ENOUGH_PAIRS ? Optional.of(false) : Optional.empty();
  }

  private static String key(String scope, Difference difference) {
    return scope + "\n" + difference.path();
  }

  /** How many fields are known to differ by themselves. */
  public synchronized int size() {
    return fields.size();
  }
}
