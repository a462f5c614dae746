package dev.figleaf.proxy.edge;

import dev.figleaf.routing.PathNormalizer;
import dev.figleaf.rules.PathSpec;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request, taken apart and normalised once (RFC 9112 §3.2).
 *
 * @param authority of an absolute-form target, which wins over Host; null for an origin-form
 * @param path normalised: what is matched, logged and forwarded
 * @param rawQuery without its question mark, or null
 */
record RequestTarget(@Nullable String authority, String path, @Nullable String rawQuery) {

  /** Of a request that is not matched. */
  static final RequestTarget NONE = new RequestTarget(null, "/", null);

  /** Reads a target, with the path as the rules want it; null where it must be refused. */
  static @Nullable RequestTarget parse(String target, PathSpec spec) {
    if (target.startsWith("/")) {
      return of(null, target, spec);
    }
    if (target.equals("*")) {
      return null;
    }
    return absolute(target, spec);
  }

  private static @Nullable RequestTarget absolute(String target, PathSpec spec) {
    int authority = target.regionMatches(true, 0, "http://", 0, 7) ? 7 : 8;
    if (authority == 8 && !target.regionMatches(true, 0, "https://", 0, 8)) {
      return null;
    }
    int end = authority;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    String named = target.substring(authority, end);
    if (!Authorities.isValid(named)) {
      return null;
    }
    String rest = target.substring(end);
    return of(named, rest.startsWith("/") ? rest : "/" + rest, spec);
  }

  private static @Nullable RequestTarget of(
      @Nullable String authority, String pathAndQuery, PathSpec spec) {
    int question = pathAndQuery.indexOf('?');
    String raw = question < 0 ? pathAndQuery : pathAndQuery.substring(0, question);
    String query = question < 0 ? null : pathAndQuery.substring(question + 1);
    String path = PathNormalizer.normalise(raw, spec);
    return path == null || !isQuery(query) ? null : new RequestTarget(authority, path, query);
  }

  /** Only what a request line can carry without being read in two ways. */
  private static boolean isQuery(@Nullable String query) {
    if (query == null) {
      return true;
    }
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#' || c == '\\') {
        return false;
      }
    }
    return true;
  }
}
