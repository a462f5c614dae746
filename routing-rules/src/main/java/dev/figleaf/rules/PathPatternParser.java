package dev.figleaf.rules;

import dev.figleaf.rules.PathPattern.Segment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a {@link PathPattern} from its text; every error is a sentence for the operator. */
final class PathPatternParser {
  private static final Pattern CAPTURE = Pattern.compile("\\{[A-Za-z_][A-Za-z0-9_]*}");
  private static final int LONGEST = 2_000;

  private final String text;
  private final Set<String> captures = new HashSet<>();
  private final List<Segment> segments = new ArrayList<>();

  private PathPatternParser(String text) {
    this.text = text;
  }

  static PathPattern parse(String text) {
    return new PathPatternParser(text).parse();
  }

  private PathPattern parse() {
    if (!text.startsWith("/")) {
      throw error("does not begin with /; write " + Quoted.of("/" + text));
    }
    if (text.length() > LONGEST) {
      throw error("is longer than " + LONGEST + " characters");
    }
    checkCharacters();
    String[] pieces = text.substring(1).split("/", -1);
    for (int i = 0; i < pieces.length - 1; i++) {
      segments.add(inner(pieces[i]));
    }
    String last = pieces[pieces.length - 1];
    if (last.equals("**")) {
      return new PathPattern(segments, true);
    }
    segments.add(last.isEmpty() ? new Segment.Literal("") : segment(last));
    return new PathPattern(segments, false);
  }

  private void checkCharacters() {
    if (text.indexOf('?') >= 0) {
      throw error("has a question mark; conditions on the query stand under query:");
    }
    if (text.indexOf('#') >= 0) {
      throw error("has a #, which clients never send");
    }
    if (text.indexOf(' ') >= 0) {
      throw error("has a space; write it as %20");
    }
    if (text.indexOf('\\') >= 0) {
      throw error("has a backslash, which no request may have");
    }
    if (text.codePoints().anyMatch(PathPatternParser::isUnfit)) {
      throw error("has a control character");
    }
  }

  private static boolean isUnfit(int point) {
    return Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE;
  }

  private Segment inner(String piece) {
    if (piece.isEmpty()) {
      throw error("has an empty segment (//); requests have them merged before they are matched");
    }
    if (piece.equals("**")) {
      throw error("has ** before its end; ** stands for all the rest, so only as the last segment");
    }
    return segment(piece);
  }

  private Segment segment(String piece) {
    if (piece.equals("*")) {
      return new Segment.AnyOne();
    }
    if (piece.indexOf('*') >= 0) {
      throw error("has * inside a segment; * stands for a whole segment, ** for all the rest");
    }
    if (piece.indexOf('{') >= 0 || piece.indexOf('}') >= 0) {
      return capture(piece);
    }
    return new Segment.Literal(literal(piece));
  }

  private Segment capture(String piece) {
    if (!CAPTURE.matcher(piece).matches()) {
      throw error(
          "has "
              + Quoted.of(piece)
              + "; a capture is a whole segment in braces with a name of letters, digits and _,"
              + " such as {id}");
    }
    String name = piece.substring(1, piece.length() - 1);
    if (name.equals("rest")) {
      throw error("captures {rest}, which is the name of what ** takes; choose another name");
    }
    if (!captures.add(name)) {
      throw error("captures " + piece + " twice; give each capture a name of its own");
    }
    return new Segment.Capture(name);
  }

  /** The text as a normalised request has it (RFC 3986 §6.2.2). */
  private String literal(String piece) {
    var normal = new StringBuilder();
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        appendEscaped(normal, escaped(piece, bytes, i));
        i += 2;
      } else if (bytes[i] < 0) {
        normal.append(String.format("%%%02X", bytes[i]));
      } else {
        normal.append((char) bytes[i]);
      }
    }
    String text = normal.toString();
    if (text.equals(".") || text.equals("..")) {
      throw error("has a dot segment; requests have them resolved before they are matched");
    }
    return text;
  }

  private int escaped(String piece, byte[] bytes, int at) {
    int high = at + 2 < bytes.length ? Character.digit(bytes[at + 1], 16) : -1;
    int low = at + 2 < bytes.length ? Character.digit(bytes[at + 2], 16) : -1;
    if (high < 0 || low < 0) {
      throw error(
          "has "
              + Quoted.of(piece)
              + " with a % that begins no escape; write %25 for a percent sign");
    }
    if (high == 0 && low == 0) {
      throw error("has %00, which no request may have");
    }
    return high * 16 + low;
  }

  private static void appendEscaped(StringBuilder normal, int octet) {
    boolean unreserved =
        octet < 128 && (Character.isLetterOrDigit(octet) || "-._~".indexOf(octet) >= 0);
    if (unreserved) {
      normal.append((char) octet);
    } else {
      normal.append(String.format("%%%02X", octet));
    }
  }

  private IllegalArgumentException error(String what) {
    return new IllegalArgumentException(Quoted.of(text) + " " + what);
  }
}
