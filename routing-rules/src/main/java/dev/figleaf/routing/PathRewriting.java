package dev.figleaf.routing;

import com.google.re2j.Pattern;
import dev.figleaf.routing.PathNormalizer.Refusal;
import dev.figleaf.rules.PathSpec;
import org.jspecify.annotations.Nullable;

/** Brings one path that is not in normal form into it, segment by segment, or refuses it. */
final class PathRewriting {
  /** What an upstream that takes an escaped slash for a slash would take for a dot segment. */
  private static final Pattern HIDDEN_DOTS = Pattern.compile("(^|%2F|%5C)\\.\\.?(;|%2F|%5C|$)");

  private final String raw;
  private final PathSpec spec;
  private final StringBuilder out;
  private boolean hidesSlash;
  private @Nullable Refusal refusal;

  PathRewriting(String raw, PathSpec spec) {
    this.raw = raw;
    this.spec = spec;
    this.out = new StringBuilder(raw.length());
    if (raw.startsWith("/")) {
      rewrite();
    } else {
      refusal = Refusal.NOT_ROOTED;
    }
  }

  @Nullable String result() {
    return refusal == null ? out.toString() : null;
  }

  @Nullable Refusal refusal() {
    return refusal;
  }

  private void rewrite() {
    int start = 1;
    while (refusal == null && start <= raw.length()) {
      int slash = raw.indexOf('/', start);
      int end = slash < 0 ? raw.length() : slash;
      segment(start, end, slash < 0);
      start = end + 1;
    }
  }

  private void segment(int start, int end, boolean last) {
    int mark = out.length();
    out.append('/');
    hidesSlash = false;
    decode(start, end);
    if (hidesSlash && HIDDEN_DOTS.matcher(out.substring(mark + 1)).find()) {
      refusal = Refusal.ENCODED_DOT_SEGMENT;
    }
    int dots = dots(mark + 1);
    boolean empty = out.length() == mark + 1;
    boolean dropped = empty ? spec.slashes() == PathSpec.Slashes.MERGE : dots > 0;
    if (refusal != null || !dropped) {
      return;
    }
    if (dots > 0 && spec.dotSegments() == PathSpec.DotSegments.REFUSE) {
      refusal = Refusal.DOT_SEGMENT;
      return;
    }
    out.setLength(mark);
    if (dots == 2) {
      climb(mark);
    }
    if (last) {
      out.append('/');
    }
  }

  private void climb(int mark) {
    if (mark == 0) {
      refusal = Refusal.ABOVE_ROOT;
    } else {
      out.setLength(out.lastIndexOf("/"));
    }
  }

  // How many dots the segment is made of, when it is a dot segment.
  private int dots(int start) {
    int size = out.length() - start;
    int dots = 0;
    while (dots < 2 && dots < size && out.charAt(start + dots) == '.') {
      dots++;
    }
    if (dots > 0 && dots < size && out.charAt(start + dots) == ';') {
      refusal = Refusal.DOT_SEGMENT_PARAMETER;
    }
    return dots == size ? dots : 0;
  }

  private void decode(int start, int end) {
    for (int i = start; i < end && refusal == null; i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        escape(i);
        i += 2;
      } else if (PathChars.mayStand(c)) {
        out.append(c);
      } else {
        refusal = Refusal.ILLEGAL_CHARACTER;
      }
    }
  }

  private void escape(int at) {
    int value = PathChars.escape(raw, at);
    refusal = PathChars.refusal(value);
    if (isKept(refusal)) {
      hidesSlash = true;
      refusal = null;
    }
    if (refusal == null) {
      PathChars.append(out, value);
    }
  }

  private boolean isKept(@Nullable Refusal of) {
    return spec.encodedSlash() == PathSpec.EncodedSlash.KEEP
        && (of == Refusal.ENCODED_SLASH || of == Refusal.ENCODED_BACKSLASH);
  }
}
