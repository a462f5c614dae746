package dev.figleaf.rules;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where every value of a rule set was written, by its path in the rule set: {@code
 * routes[2].match.path}.
 *
 * <p>Routes and tests are counted over all files. {@link #place} says how the path is in the file
 * itself, which is what an operator can find again.
 */
public final class Origins {
  public static final Origins NONE = new Origins(Map.of());

  /**
   * Where a value was written.
   *
   * @param path in the document of its own file
   * @param secret whether it came from the environment or a file
   */
  public record Place(Location location, String path, boolean secret) {}

  private final Map<String, Place> byPath;

  public Origins(Map<String, Location> byPath) {
    var places = new LinkedHashMap<String, Place>();
    byPath.forEach((path, location) -> places.put(path, new Place(location, path, false)));
    this.byPath = Map.copyOf(places);
  }

  private Origins(LinkedHashMap<String, Place> places) {
    this.byPath = Map.copyOf(places);
  }

  static Origins ofPlaces(Map<String, Place> places) {
    return new Origins(new LinkedHashMap<>(places));
  }

  /** The place of a value, or of the nearest value around it that was written. */
  public Optional<Location> of(String path) {
    return place(path).map(Place::location);
  }

  /** The same, with the path that the value has in its own file. */
  public Optional<Place> place(String path) {
    for (String at = path; !at.isEmpty(); at = parent(at)) {
      Place place = byPath.get(at);
      if (place != null) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  /** Whether exactly this value was written, not only one around it. */
  public boolean isWritten(String path) {
    return byPath.containsKey(path);
  }

  /** Whether exactly this value came from the environment or a file, and is not to be shown. */
  public boolean isSecret(String path) {
    Place place = byPath.get(path);
    return place != null && place.secret;
  }

  /** An error at a value; at the value around it where it was not written. */
  public Problem error(String path, String message) {
    return problem(Problem.Severity.ERROR, path, message);
  }

  /** A warning at a value; at the value around it where it was not written. */
  public Problem warning(String path, String message) {
    return problem(Problem.Severity.WARNING, path, message);
  }

  private Problem problem(Problem.Severity severity, String path, String message) {
    Place place = place(path).orElse(new Place(Location.ofFile("rules"), path, false));
    return new Problem(severity, place.location, place.path, message);
  }

  Map<String, Place> places() {
    return byPath;
  }

  private static String parent(String path) {
    int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    return end < 0 ? "" : path.substring(0, end);
  }

  // Origins never decide whether two rule sets are the same.
  @Override
  public boolean equals(Object other) {
    return other instanceof Origins;
  }

  @Override
  public int hashCode() {
    return 1;
  }
}
