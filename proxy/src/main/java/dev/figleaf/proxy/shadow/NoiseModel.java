package dev.figleaf.proxy.shadow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Learns, field by field, what differs between two answers of the control itself, and tells such
 * differences of the candidate from others: a field that always differs is not a field that may be
 * anything. Bounded: the fields that were met longest ago are forgotten. Safe to share.
 */
public final class NoiseModel {
  /** After this many pairs of a scope, a field that never differed is taken for constant. */
  public static final int ENOUGH_PAIRS = 12;

  private final Map<String, FieldNoise> fields;
  private final Map<String, Integer> pairs;

  /**
   * @param most how many fields, and how many scopes, are remembered
   */
  public NoiseModel(int most) {
    fields = Lru.of(most);
    pairs = Lru.of(most);
  }

  /**
   * The differences of a pair, apart.
   *
   * @param different the control never differs so
   * @param noise the control differs so itself
   * @param unsettled too little is known to say
   */
  public record Sorted(
      List<Difference> different, List<Difference> noise, List<Difference> unsettled) {

    /** Those that are not known as noise. */
    public List<Difference> unexplained() {
      return Stream.concat(different.stream(), unsettled.stream()).toList();
    }
  }

  /**
   * Takes in what differs between two answers of the control to one request; nothing is worth
   * telling, too.
   *
   * @param scope what requests are alike: method, template and class of status
   * @param differences with the earlier answer as control
   */
  public synchronized void learn(String scope, List<Difference> differences) {
    if (differences.stream().anyMatch(NoiseModel::isNeverNoise)) {
      return; // what is no answer of the same kind tells nothing about fields
    }
    pairs.merge(scope, 1, Integer::sum);
    for (Difference difference : differences) {
      fields.computeIfAbsent(key(scope, difference), _ -> new FieldNoise()).learn(difference);
    }
  }

  /** Tells the differences of control and candidate apart. */
  public synchronized Sorted sort(String scope, List<Difference> differences) {
    differences.forEach(difference -> observe(scope, difference));
    return explained(scope, differences);
  }

  /** Tells the differences of two answers of the control apart, of which nothing is learned. */
  public synchronized Sorted explained(String scope, List<Difference> differences) {
    var sorted = new Sorted(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Difference difference : differences) {
      explained(scope, difference)
          .map(noise -> noise ? sorted.noise : sorted.different)
          .orElse(sorted.unsettled)
          .add(difference);
    }
    return sorted;
  }

  /** Whether the control is known to differ there by itself. */
  public synchronized boolean isNoisy(String scope, Difference difference) {
    return fields.containsKey(key(scope, difference));
  }

  // A control that fails now and then must not make failing the candidate's good right.
  private static boolean isNeverNoise(Difference difference) {
    return switch (difference.kind()) {
      case STATUS, BODY_KIND -> true;
      case MISSING, ADDED, TYPE, VALUE, ORDER, HEADER -> false;
    };
  }

  private void observe(String scope, Difference difference) {
    @Nullable FieldNoise field = fields.get(key(scope, difference));
    if (field != null) {
      field.observe(difference.candidate());
    }
  }

  private Optional<Boolean> explained(String scope, Difference difference) {
    if (isNeverNoise(difference)) {
      return Optional.of(false);
    }
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
