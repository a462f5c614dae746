package dev.figleaf.sample.monolith;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Conditional requests: If-None-Match, and If-Modified-Since without it (RFC 9110 §13.2.2). */
final class Conditional {
  private static final Set<String> KEPT = Set.of("etag", "last-modified", "cache-control", "vary");

  private Conditional() {}

  static Answer apply(MultiMap request, Answer answer) {
    return unchanged(request, answer) ? notModified(answer) : answer;
  }

  private static boolean unchanged(MultiMap request, Answer answer) {
    var noneMatch = request.get("If-None-Match");
    if (noneMatch != null) {
      return answer.header("ETag").filter(tag -> names(noneMatch, tag)).isPresent();
    }
    var since = Times.instant(request.get("If-Modified-Since"));
    var modified = Times.instant(answer.header("Last-Modified").orElse(null));
    return since.isPresent() && modified.isPresent() && !modified.get().isAfter(since.get());
  }

  private static boolean names(String noneMatch, String tag) {
    return Arrays.stream(noneMatch.split(","))
        .map(String::strip)
        .anyMatch(one -> one.equals("*") || strong(one).equals(strong(tag)));
  }

  /** What a weak comparison looks at. */
  private static String strong(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  private static Answer notModified(Answer answer) {
    var kept =
        answer.headers().stream().filter(header -> KEPT.contains(lower(header.name()))).toList();
    return new Answer(304, Buffer.buffer(), kept);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
