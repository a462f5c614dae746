package dev.figleaf.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes down where values come from while they are bound, and forgets what came to nothing.
 *
 * <p>A value has two paths: in its document, for the operator, and in what is bound, where list
 * items that failed do not count.
 */
final class Trace {
  /** The two paths of a value. */
  record At(String document, String bound) {
    static final At ROOT = new At("", "");

    At child(String key) {
      return new At(Paths.child(document, key), Paths.child(bound, key));
    }

    At item(int written, int kept) {
      return new At(Paths.item(document, written), Paths.item(bound, kept));
    }
  }

  private record Step(String bound, Origins.Place place) {}

  private final List<Step> steps = new ArrayList<>();

  void add(At at, Location location, boolean secret) {
    if (!at.bound.isEmpty()) {
      steps.add(new Step(at.bound, new Origins.Place(location, at.document, secret)));
    }
  }

  int mark() {
    return steps.size();
  }

  void forget(int mark) {
    steps.subList(mark, steps.size()).clear();
  }

  Origins origins() {
    Map<String, Origins.Place> places = new LinkedHashMap<>();
    steps.forEach(step -> places.put(step.bound, step.place));
    return Origins.ofPlaces(places);
  }
}
