package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.MarkupNode.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two trees of XML or HTML: elements and texts in their order, attributes without one.
 * Belongs to one comparison.
 */
final class MarkupComparison {
  private final Leniency leniency;
  private final Differences found;
  private final MarkupShapes shapes = new MarkupShapes();

  MarkupComparison(Leniency leniency, Differences found) {
    this.leniency = leniency;
    this.found = found;
  }

  void compare(Element control, Element candidate, PathSet.Cursor root) {
    if (control.name().equals(candidate.name())
        && control.namespace().equals(candidate.namespace())) {
      elements(control, candidate, root.name(control.name()), Place.MARKUP.child(control.name()));
    } else {
      found.add(
          new Difference.Type(
              Place.MARKUP.child("*").text(), Seen.of(control), Seen.of(candidate)));
    }
  }

  private void elements(Element control, Element candidate, PathSet.Cursor at, Place place) {
    if (found.isFull() || at.is(Shaping.Ignore.class)) {
      return;
    }
    if (!control.namespace().equals(candidate.namespace())) {
      found.add(
          new Difference.Type(
              place.text(), Seen.text(control.namespace()), Seen.text(candidate.namespace())));
    }
    attributes(control, candidate, at, place);
    children(control, candidate, at, place);
  }

  private void attributes(Element control, Element candidate, PathSet.Cursor at, Place place) {
    var names = new TreeSet<>(control.attributes().keySet());
    names.addAll(candidate.attributes().keySet());
    for (String name : names) {
      PathSet.Cursor below = at.attribute(name);
      if (!below.is(Shaping.Ignore.class)) {
        value(
            control.attributes().get(name),
            candidate.attributes().get(name),
            below,
            place.attribute(name));
      }
    }
  }

  private void value(
      @Nullable String control, @Nullable String candidate, PathSet.Cursor at, Place place) {
    if (control == null && candidate != null) {
      found.add(new Difference.Added(place.text(), Seen.text(candidate)));
    } else if (control != null && candidate == null) {
      found.add(new Difference.Missing(place.text(), Seen.text(control)));
    } else if (control != null && candidate != null && !control.equals(candidate)) {
      Seen left = Seen.text(control);
      Seen right = Seen.text(candidate);
      if (!leniency.allows(at, place, left, right)) {
        found.add(new Difference.Value(place.text(), left, right));
      }
    }
  }

  private void children(Element control, Element candidate, PathSet.Cursor at, Place place) {
    List<MarkupNode> lefts = looked(control, at);
    List<MarkupNode> rights = looked(candidate, at);
    var aligned = Alignment.ordered(shapes.side(lefts, at), shapes.side(rights, at));
    if (aligned.reordered()) {
      found.add(new Difference.Order(place.text(), Seen.of(control), Seen.of(candidate)));
    }
    for (Alignment.Pair pair : aligned.pairs()) {
      child(
          pair.left() < 0 ? null : lefts.get(pair.left()),
          pair.right() < 0 ? null : rights.get(pair.right()),
          at,
          place);
    }
  }

  private static List<MarkupNode> looked(Element element, PathSet.Cursor at) {
    var looked = new ArrayList<MarkupNode>(element.children());
    looked.removeIf(
        child -> child instanceof Element one && at.name(one.name()).is(Shaping.Ignore.class));
    return looked;
  }

  private void child(
      @Nullable MarkupNode control,
      @Nullable MarkupNode candidate,
      PathSet.Cursor at,
      Place place) {
    if (control instanceof Element left
        && candidate instanceof Element right
        && left.name().equals(right.name())) {
      elements(left, right, at.name(left.name()), place.child(left.name()));
    } else if (control instanceof MarkupNode.Text(String left)
        && candidate instanceof MarkupNode.Text(String right)) {
      value(left, right, at, place);
    } else {
      alone(control, candidate, place);
    }
  }

  private void alone(@Nullable MarkupNode control, @Nullable MarkupNode candidate, Place place) {
    if (control != null) {
      found.add(new Difference.Missing(under(place, control).text(), Seen.of(control)));
    }
    if (candidate != null) {
      found.add(new Difference.Added(under(place, candidate).text(), Seen.of(candidate)));
    }
  }

  private static Place under(Place place, MarkupNode node) {
    return node instanceof Element element ? place.child(element.name()) : place;
  }
}
