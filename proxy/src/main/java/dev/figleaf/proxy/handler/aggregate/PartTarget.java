package dev.figleaf.proxy.handler.aggregate;

import dev.figleaf.rules.PartPath;
import dev.figleaf.rules.PartPath.Piece;
import dev.figleaf.rules.PartReference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Path and query of a part's request, filled in. Values are percent-encoded but for the unreserved
 * characters of RFC 3986 (§2.3), and never change what is a segment and what is a parameter: in the
 * path a value with a slash, a backslash or a control character is refused, and so is one that
 * makes a segment of dots.
 */
sealed interface PartTarget {
  int LONGEST = 8_192;

  /** What is asked. */
  record At(String target) implements PartTarget {}

  /** A value is not there. */
  record Missing(PartReference of) implements PartTarget {}

  /** A value cannot stand there. */
  record Refused() implements PartTarget {}

  /**
   * Fills a path in.
   *
   * @param values several for a batch, none where there is no value
   */
  static PartTarget fill(PartPath path, Function<PartReference, @Nullable List<String>> values) {
    var target = new StringBuilder();
    for (Piece piece : path.pieces()) {
      switch (piece) {
        case Piece.Text(String text) -> target.append(text);
        case Piece.Value value -> {
          List<String> all = values.apply(value.of());
          if (all == null) {
            all = value.orElse() == null ? null : List.of(value.orElse());
          }
          if (all == null || (!value.inQuery() && all.stream().anyMatch(String::isEmpty))) {
            return new Missing(value.of());
          }
          if (!mayStand(all, value.inQuery())) {
            return new Refused();
          }
          append(target, all);
        }
      }
      if (target.length() > LONGEST) {
        return new Refused();
      }
    }
    return hasDots(target.toString()) ? new Refused() : new At(target.toString());
  }

  private static void append(StringBuilder target, List<String> values) {
    for (int i = 0; i < values.size() && target.length() <= LONGEST; i++) {
      encode(values.get(i), target.append(i == 0 ? "" : ","));
    }
  }

  private static boolean mayStand(List<String> values, boolean inQuery) {
    return values.stream()
        .allMatch(
            value ->
                value.length() <= LONGEST
                    && value.chars().allMatch(c -> inQuery ? c != 0 : isPlain(c)));
  }

  private static boolean isPlain(int c) {
    return c > 31 && c != 127 && c != '/' && c != '\\';
  }

  private static void encode(String value, StringBuilder out) {
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (isUnreserved(b)) {
        out.append((char) b);
      } else {
        out.append('%').append(hex(b >> 4)).append(hex(b));
      }
    }
  }

  private static char hex(int nibble) {
    return Character.toUpperCase(Character.forDigit(nibble & 15, 16));
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }

  private static boolean hasDots(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    return path.contains("/.")
        && List.of(path.split("/", -1)).stream()
            .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
  }
}
