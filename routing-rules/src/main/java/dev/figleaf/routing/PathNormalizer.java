package dev.figleaf.routing;

import dev.figleaf.rules.PathSpec;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one form of a path that is matched, explained, logged and forwarded.
 *
 * <p>Dot segments are resolved (RFC 3986 §5.2.4) and doubled slashes merged; escapes of unreserved
 * characters are decoded and the others written in upper case (§6.2.2). What two parsers could read
 * in two ways is refused: an escaped slash, a backslash, a step above the root. A rule set may
 * choose otherwise where that is safe ({@link PathSpec}). The form is stable: normalising it again
 * changes nothing.
 */
public final class PathNormalizer {
  private PathNormalizer() {}

  /** Why a path is refused; each is answered 400. */
  public enum Refusal {
    NOT_ROOTED("the path does not begin with a slash"),
    ILLEGAL_CHARACTER(
        "a control character, space, #, ?, backslash or a character beyond ASCII stands in the path"),
    BAD_ESCAPE("a % is not followed by two hexadecimal digits"),
    ENCODED_NUL("%00 stands in the path"),
    ENCODED_SLASH("%2F stands in the path"),
    ENCODED_BACKSLASH("%5C stands in the path"),
    ENCODED_DOT_SEGMENT("a dot segment stands beside %2F or %5C, as in /..%2Fx"),
    DOT_SEGMENT("a dot segment stands in the path, and the rules refuse them"),
    ABOVE_ROOT("the path climbs above its root with .."),
    DOT_SEGMENT_PARAMETER("a parameter stands behind a dot segment, as in /..;x/");

    private final String text;

    Refusal(String text) {
      this.text = text;
    }

    /** What is wrong, in words. */
    public String text() {
      return text;
    }
  }

  /** The safe normal form of a raw path; see {@link #normalise(String, PathSpec)}. */
  public static @Nullable String normalise(String raw) {
    return normalise(raw, PathSpec.SAFE);
  }

  /**
   * The normal form of a raw path (without its query), or null when it is refused.
   *
   * <p>A path that is in normal form comes back as the same instance, after one scan.
   */
  public static @Nullable String normalise(String raw, PathSpec spec) {
    return isNormal(raw, spec) ? raw : new PathRewriting(raw, spec).result();
  }

  /** Why the safe form refuses a path; empty when it does not. */
  public static Optional<Refusal> refusal(String raw) {
    return refusal(raw, PathSpec.SAFE);
  }

  /** Why {@link #normalise(String, PathSpec)} refuses a path; empty when it does not. */
  public static Optional<Refusal> refusal(String raw, PathSpec spec) {
    return isNormal(raw, spec)
        ? Optional.empty()
        : Optional.ofNullable(new PathRewriting(raw, spec).refusal());
  }

  /** The normal form of path text in rules, where any character may be written plainly. */
  static String literal(String text) {
    var out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int escaped = c == '%' ? PathChars.escape(text, i) : -1;
      if (escaped >= 0) {
        PathChars.append(out, escaped);
        i += 2;
      } else if (c != '%' && PathChars.mayStand(c)) {
        out.append(c);
      } else {
        int size = Character.isHighSurrogate(c) && i + 1 < text.length() ? 2 : 1;
        for (byte b : text.substring(i, i + size).getBytes(StandardCharsets.UTF_8)) {
          PathChars.appendEscape(out, b & 0xFF);
        }
        i += size - 1;
      }
    }
    return out.toString();
  }

  private static boolean isNormal(String raw, PathSpec spec) {
    if (raw.isEmpty() || raw.charAt(0) != '/') {
      return false;
    }
    boolean merges = spec.slashes() == PathSpec.Slashes.MERGE;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '/' && !isNormalSegment(raw, i + 1, merges)
          || c == '%' && !isNormalEscape(raw, i)
          || !PathChars.mayStand(c)) {
        return false;
      }
    }
    return true;
  }

  // Neither a second slash, where these merge, nor anything that begins like a dot segment.
  private static boolean isNormalSegment(String raw, int start, boolean merges) {
    if (start == raw.length() || raw.charAt(start) != '.') {
      return start == raw.length() || !merges || raw.charAt(start) != '/';
    }
    int end = raw.startsWith("..", start) ? start + 2 : start + 1;
    return end < raw.length() && raw.charAt(end) != '/' && raw.charAt(end) != ';';
  }

  private static boolean isNormalEscape(String raw, int at) {
    int value = PathChars.escape(raw, at);
    return value >= 0
        && PathChars.refusal(value) == null
        && !PathChars.isUnreserved(value)
        && raw.charAt(at + 1) < 'a'
        && raw.charAt(at + 2) < 'a';
  }
}
