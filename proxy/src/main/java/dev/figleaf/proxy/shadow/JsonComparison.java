package dev.figleaf.proxy.shadow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Compares two JSON values by structure, in time that grows with their size. Numbers are equal by
 * value, however they are written: 1, 1.0 and 10e-1. Belongs to one comparison.
 */
final class JsonComparison {
  private final Leniency leniency;
  private final Differences found;
  private final JsonShapes shapes = new JsonShapes();

  JsonComparison(Leniency leniency, Differences found) {
    this.leniency = leniency;
    this.found = found;
  }

  void compare(JsonNode control, JsonNode candidate, PathSet.Cursor at) {
    compare(control, candidate, at, Place.JSON);
  }

  private void compare(JsonNode control, JsonNode candidate, PathSet.Cursor at, Place place) {
    if (found.isFull() || at.is(Shaping.Ignore.class)) {
      return;
    }
    if (control.isObject() && candidate.isObject()) {
      objects(control, candidate, at, place);
    } else if (control.isArray() && candidate.isArray()) {
      arrays(control, candidate, at, place);
    } else if (!areEqual(control, candidate)) {
      differ(control, candidate, at, place);
    }
  }

  private void differ(JsonNode control, JsonNode candidate, PathSet.Cursor at, Place place) {
    Seen left = Seen.of(control);
    Seen right = Seen.of(candidate);
    if (!leniency.allows(at, place, left, right)) {
      found.add(
          left.kind() == right.kind()
              ? new Difference.Value(place.text(), left, right)
              : new Difference.Type(place.text(), left, right));
    }
  }

  private static boolean areEqual(JsonNode control, JsonNode candidate) {
    if (control.isNumber() && candidate.isNumber()) {
      return control.isIntegralNumber()
              && candidate.isIntegralNumber()
              && control.canConvertToLong()
              && candidate.canConvertToLong()
          ? control.longValue() == candidate.longValue()
          : control.decimalValue().compareTo(candidate.decimalValue()) == 0;
    }
    return control.equals(candidate);
  }

  private void objects(JsonNode control, JsonNode candidate, PathSet.Cursor at, Place place) {
    for (Entry<String, JsonNode> member : control.properties()) {
      @Nullable JsonNode other = candidate.get(member.getKey());
      PathSet.Cursor below = at.name(member.getKey());
      if (other != null) {
        compare(member.getValue(), other, below, place.member(member.getKey()));
      } else if (!below.is(Shaping.Ignore.class)) {
        found.add(
            new Difference.Missing(
                place.member(member.getKey()).text(), Seen.of(member.getValue())));
      }
    }
    for (Entry<String, JsonNode> member : candidate.properties()) {
      if (!control.has(member.getKey()) && !at.name(member.getKey()).is(Shaping.Ignore.class)) {
        found.add(
            new Difference.Added(place.member(member.getKey()).text(), Seen.of(member.getValue())));
      }
    }
  }

  private void arrays(JsonNode control, JsonNode candidate, PathSet.Cursor at, Place place) {
    PathSet.Cursor items = at.items();
    Alignment.Side left = shapes.side(control, items);
    Alignment.Side right = shapes.side(candidate, items);
    Alignment.Aligned aligned =
        at.is(Shaping.Sort.class)
            ? Alignment.unordered(left, right)
            : Alignment.ordered(left, right);
    if (aligned.reordered()) {
      found.add(new Difference.Order(place.text(), Seen.of(control), Seen.of(candidate)));
    }
    Place below = place.items();
    for (Alignment.Pair pair : aligned.pairs()) {
      item(control.get(pair.left()), candidate.get(pair.right()), items, below);
    }
  }

  private void item(
      @Nullable JsonNode control, @Nullable JsonNode candidate, PathSet.Cursor at, Place place) {
    if (control != null && candidate != null) {
      compare(control, candidate, at, place);
    } else if (at.is(Shaping.Ignore.class)) {
      return;
    } else if (control != null) {
      found.add(new Difference.Missing(place.text(), Seen.of(control)));
    } else if (candidate != null) {
      found.add(new Difference.Added(place.text(), Seen.of(candidate)));
    }
  }
}
