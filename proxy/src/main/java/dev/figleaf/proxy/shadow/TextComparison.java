package dev.figleaf.proxy.shadow;

import java.util.List;

/** Compares two texts by lines; how lines end makes no difference. */
final class TextComparison {
  private static final String PATH = "body:lines[*]";

  private TextComparison() {}

  static void compare(List<String> control, List<String> candidate, Differences found) {
    var aligned = Alignment.ordered(side(control), side(candidate));
    if (aligned.reordered()) {
      found.add(new Difference.Order("body:lines", count(control.size()), count(candidate.size())));
    }
    for (Alignment.Pair pair : aligned.pairs()) {
      if (found.isFull()) {
        return;
      }
      line(
          pair.left() < 0 ? Seen.ABSENT : Seen.text(control.get(pair.left())),
          pair.right() < 0 ? Seen.ABSENT : Seen.text(candidate.get(pair.right())),
          pair.left() >= 0
              && pair.right() >= 0
              && control.get(pair.left()).equals(candidate.get(pair.right())),
          found);
    }
  }

  private static void line(Seen control, Seen candidate, boolean equal, Differences found) {
    if (candidate.kind() == Seen.Kind.ABSENT) {
      found.add(new Difference.Missing(PATH, control));
    } else if (control.kind() == Seen.Kind.ABSENT) {
      found.add(new Difference.Added(PATH, candidate));
    } else if (!equal) {
      found.add(new Difference.Value(PATH, control, candidate));
    }
  }

  private static Seen count(int lines) {
    return new Seen(Seen.Kind.ARRAY, "[…]", lines);
  }

  private static Alignment.Side side(List<String> lines) {
    var side = Alignment.Side.of(lines.size());
    for (int i = 0; i < lines.size(); i++) {
      side.contents()[i] = Hashes.text(lines.get(i));
    }
    return side;
  }
}
