package dev.figleaf.routing;

import dev.figleaf.rules.RewriteSpec;
import org.jspecify.annotations.Nullable;

/**
 * How the path of one route changes on the way to its upstream: the new path, then the prefix taken
 * off, then the prefix put before.
 *
 * <p>Prefixes end at a segment boundary: {@code /a} is taken off {@code /a} and {@code /a/b}, never
 * off {@code /ab}. What would be empty is {@code /}.
 */
record Rewrite(@Nullable PathTemplate path, String strip, String add) {
  static final Rewrite NONE = new Rewrite(null, "", "");

  static Rewrite of(@Nullable RewriteSpec spec, PathShape shape) {
    if (spec == null) {
      return NONE;
    }
    PathTemplate path =
        spec.path() == null
            ? null
            : PathTemplate.compile(PathNormalizer.literal(spec.path()), shape);
    return new Rewrite(path, prefix(spec.stripPrefix()), prefix(spec.addPrefix()));
  }

  private static String prefix(@Nullable String prefix) {
    if (prefix == null) {
      return "";
    }
    String normal = PathNormalizer.literal(prefix);
    return normal.endsWith("/") ? normal.substring(0, normal.length() - 1) : normal;
  }

  /** The path for the upstream; the same instance where nothing changes. */
  String apply(String from) {
    String filled = path == null ? from : path.fill(from);
    String stripped = hasPrefix(filled) ? filled.substring(strip.length()) : filled;
    String added = add.isEmpty() ? stripped : add + stripped;
    return added.isEmpty() ? "/" : added;
  }

  private boolean hasPrefix(String text) {
    return !strip.isEmpty()
        && text.startsWith(strip)
        && (text.length() == strip.length() || text.charAt(strip.length()) == '/');
  }
}
