package dev.figleaf.rules;

import java.util.List;

/**
 * The path of a match, split at its slashes.
 *
 * <p>{@code /a/b} is exactly that, {@code /a/{id}/b} captures a segment, {@code /a/*}{@code /b}
 * takes any one segment, {@code /a/**} takes {@code /a} and everything under it. A trailing slash
 * is a last, empty literal.
 *
 * @param segments what stands between the slashes, without the {@code **}
 * @param rest whether the pattern ends in {@code **}
 */
@Form(is = "a path", like = "/api/**", pattern = "^/[^?#\\\\ ]*$")
public record PathPattern(List<Segment> segments, boolean rest) {

  /** Every path. */
  public static final PathPattern ANY = new PathPattern(List.of(), true);

  public PathPattern {
    segments = List.copyOf(segments);
  }

  /**
   * Reads a pattern. Its literals are normalised as the paths of requests are: escapes of letters,
   * digits and {@code -._~} are decoded, others written in upper case (RFC 3986 §6.2.2).
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static PathPattern parse(String text) {
    return PathPatternParser.parse(text);
  }

  /** One piece of a path between slashes. */
  public sealed interface Segment {
    /** Exactly this text, compared with case. */
    record Literal(String text) implements Segment {
      @Override
      public String toString() {
        return text;
      }
    }

    /** Any one segment that is not empty, remembered under a name. */
    record Capture(String name) implements Segment {
      @Override
      public String toString() {
        return "{" + name + "}";
      }
    }

    /** Any one segment that is not empty. */
    record AnyOne() implements Segment {
      @Override
      public String toString() {
        return "*";
      }
    }
  }

  /** The names of the captures, in order. */
  public List<String> captures() {
    return segments.stream()
        .filter(Segment.Capture.class::isInstance)
        .map(segment -> ((Segment.Capture) segment).name())
        .toList();
  }

  /** As it is written in rules. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    segments.forEach(segment -> text.append('/').append(segment));
    return rest ? text.append("/**").toString() : text.isEmpty() ? "/" : text.toString();
  }
}
