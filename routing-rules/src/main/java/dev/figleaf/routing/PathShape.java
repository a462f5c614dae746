package dev.figleaf.routing;

import dev.figleaf.rules.PathPattern;
import dev.figleaf.rules.PathPattern.Segment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path pattern as it is matched: its literals in the normal form of {@link PathNormalizer}.
 *
 * @param segments at least one, unless {@code rest}; the pattern {@code /} is one empty literal
 * @param rest whether the pattern ends in {@code **}
 */
record PathShape(List<Segment> segments, boolean rest) {

  static PathShape of(PathPattern pattern) {
    var segments = new ArrayList<Segment>();
    for (Segment segment : pattern.segments()) {
      segments.add(
          segment instanceof Segment.Literal(String text)
              ? new Segment.Literal(PathNormalizer.literal(text))
              : segment);
    }
    if (segments.isEmpty() && !pattern.rest()) {
      segments.add(new Segment.Literal(""));
    }
    return new PathShape(List.copyOf(segments), pattern.rest());
  }

  /** The text of a segment that is a literal, else null. */
  @Nullable String literal(int index) {
    return segments.get(index) instanceof Segment.Literal(String text) ? text : null;
  }

  /** One letter a segment, the more specific the smaller: literal, capture, any, the end, rest. */
  String kinds() {
    var kinds = new StringBuilder();
    for (Segment segment : segments) {
      kinds.append(
          switch (segment) {
            case Segment.Literal _ -> 'a';
            case Segment.Capture _ -> 'b';
            case Segment.AnyOne _ -> 'c';
          });
    }
    return kinds.append(rest ? 'e' : 'd').toString();
  }

  /**
   * The pattern without the names of its captures: equal for patterns that match the same paths.
   */
  String unnamed() {
    var text = new StringBuilder();
    for (int i = 0; i < segments.size(); i++) {
      text.append('/').append(literal(i) == null ? "*" : literal(i));
    }
    return rest ? text.append("/**").toString() : text.toString();
  }

  /** Which segment a capture takes, from 0, or -1. */
  int indexOf(String capture) {
    return segments.indexOf(new Segment.Capture(capture));
  }

  /** Whether a normalised path is matched; for explaining, the tree is for serving. */
  boolean matches(String path) {
    int at = 0;
    for (int i = 0; i < segments.size(); i++) {
      if (at == path.length()) {
        return false;
      }
      int end = segmentEnd(path, at);
      String literal = literal(i);
      boolean fits = literal == null ? end > at + 1 : literal.equals(path.substring(at + 1, end));
      if (!fits) {
        return false;
      }
      at = end;
    }
    return rest || at == path.length();
  }

  /** Where the segment after the slash at {@code slash} ends: the next slash or the path's end. */
  static int segmentEnd(String path, int slash) {
    int next = path.indexOf('/', slash + 1);
    return next < 0 ? path.length() : next;
  }

  /** Where the first {@code count} segments of a path end. */
  static int endOf(String path, int count) {
    int at = 0;
    for (int i = 0; i < count; i++) {
      at = segmentEnd(path, at);
    }
    return at;
  }
}
