package dev.figleaf.rules;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with the cache of one route, or of one part, as a whole. */
final class CacheValidator {
  private static final ByteSize LARGEST_ENTRY = ByteSize.parse("64MiB");
  private static final ByteSize LARGEST = ByteSize.parse("1TiB");

  private final Origins origins;
  private final Problems problems;

  CacheValidator(Origins origins, Problems problems) {
    this.origins = origins;
    this.problems = problems;
  }

  void validate(RouteSpec route, CacheSpec cache, String path) {
    Set<String> methods = route.match().methods();
    if (!methods.isEmpty() && !methods.contains("GET")) {
      problems.add(
          origins.warning(path, "does nothing here: answers to GET are kept, and no GET matches"));
    }
    validate(cache, path);
  }

  /** The same for who asks in one way only. */
  void validate(CacheSpec cache, String path) {
    for (int i = 0; i < cache.vary().size(); i++) {
      vary(cache.vary(), i, Paths.item(path + ".vary", i));
    }
    if (cache.maxEntry().bytes() > LARGEST_ENTRY.bytes()) {
      error(path + ".max-entry", cache.maxEntry() + " is more than " + LARGEST_ENTRY);
    } else if (cache.maxEntry().bytes() > cache.max().bytes()) {
      error(
          path + ".max-entry",
          cache.maxEntry()
              + " for one answer is more than the "
              + cache.max()
              + " for all of them");
    }
    if (cache.max().bytes() > LARGEST.bytes()) {
      error(path + ".max", cache.max() + " is more than " + LARGEST);
    }
  }

  private void vary(List<String> names, int index, String path) {
    String name = names.get(index);
    @Nullable String why = whyNot(name.toLowerCase(Locale.ROOT));
    if (why != null) {
      error(path, why);
    }
    if (names.subList(0, index).stream().anyMatch(name::equalsIgnoreCase)) {
      error(path, name + " stands here twice");
    }
  }

  private static @Nullable String whyNot(String name) {
    return switch (name) {
      case "cookie" ->
          "Cookie differs from client to client, so that no answer would serve two of them; name"
              + " the header that the answer really depends on";
      case "authorization", "proxy-authorization" ->
          "answers to credentials are kept only where they allow it themselves (RFC 9111 §3.5)";
      case "set-cookie" -> "Set-Cookie is a header of answers; those that have one are never kept";
      case "host" -> "answers are kept for each host already";
      case "*" -> "nothing would ever match; leave cache out instead";
      default -> null;
    };
  }

  private void error(String path, String message) {
    problems.add(origins.error(path, message));
  }
}
