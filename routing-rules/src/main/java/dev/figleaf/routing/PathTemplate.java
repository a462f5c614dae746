package dev.figleaf.routing;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with places for what a path pattern took: {@code {captures}} and {@code {rest}}.
 *
 * <p>What was taken is inserted raw, as it stands in the normalised path. {@code {rest}} is what
 * {@code **} took, without its slash; a slash right before {@code {rest}} is left out where {@code
 * **} took nothing at all, so that {@code /a/**} to {@code /b/{rest}} makes {@code /b} of {@code
 * /a}, and {@code /b/} of {@code /a/}.
 */
final class PathTemplate {
  private sealed interface Part {
    record Text(String text) implements Part {}

    record Captured(int segment) implements Part {}

    record Rest(int segments, boolean slash) implements Part {}
  }

  private final List<Part> parts;

  private PathTemplate(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Compiles a template against the pattern that fills it.
   *
   * @throws IllegalArgumentException when it names a capture that the pattern has not
   */
  static PathTemplate compile(String template, PathShape shape) {
    var parts = new ArrayList<Part>();
    int at = 0;
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
      int close = template.indexOf('}', open);
      if (close < 0) {
        throw new IllegalArgumentException("a { without its } in " + template);
      }
      Part part = part(template.substring(open + 1, close), template, open, at, shape);
      boolean takesSlash = part instanceof Part.Rest(_, boolean slash) && slash;
      addText(parts, template.substring(at, takesSlash ? open - 1 : open));
      parts.add(part);
      at = close + 1;
    }
    addText(parts, template.substring(at));
    return new PathTemplate(parts);
  }

  private static void addText(List<Part> parts, String text) {
    if (!text.isEmpty()) {
      parts.add(new Part.Text(text));
    }
  }

  private static Part part(String name, String template, int open, int from, PathShape shape) {
    int segment = shape.indexOf(name);
    if (segment >= 0) {
      return new Part.Captured(segment);
    }
    if (name.equals("rest") && shape.rest()) {
      boolean slash = open > from && template.charAt(open - 1) == '/';
      return new Part.Rest(shape.segments().size(), slash);
    }
    throw new IllegalArgumentException("nothing captures {" + name + "} in " + template);
  }

  /** The text for a path that the pattern matches. */
  String fill(String path) {
    var out = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Text(String text) -> out.append(text);
        case Part.Captured(int segment) -> {
          int slash = PathShape.endOf(path, segment);
          out.append(path, slash + 1, PathShape.segmentEnd(path, slash));
        }
        case Part.Rest(int segments, boolean slash) -> appendRest(out, path, segments, slash);
      }
    }
    return out.toString();
  }

  private static void appendRest(StringBuilder out, String path, int segments, boolean slash) {
    int start = PathShape.endOf(path, segments);
    if (start < path.length()) {
      out.append(path, slash ? start : start + 1, path.length());
    }
  }
}
