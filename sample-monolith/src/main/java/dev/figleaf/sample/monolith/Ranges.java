package dev.figleaf.sample.monolith;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Range requests, for answers that say {@code Accept-Ranges: bytes} (RFC 9110 §14).
 *
 * <p>One range is served; several at once and malformed ones get the whole, as §14.2 allows.
 */
final class Ranges {
  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  private Ranges() {}

  static Answer apply(MultiMap request, Answer answer) {
    var range = request.get("Range");
    if (answer.status() != 200 || answer.header("Accept-Ranges").isEmpty() || range == null) {
      return answer;
    }
    var match = ONE.matcher(range);
    return match.matches() && range.length() > "bytes=-".length() && current(request, answer)
        ? part(match, answer)
        : answer;
  }

  private static boolean current(MultiMap request, Answer answer) {
    var validator = request.get("If-Range");
    return validator == null
        || answer.header("ETag").filter(validator::equals).isPresent()
        || answer.header("Last-Modified").filter(validator::equals).isPresent();
  }

  private static Answer part(Matcher range, Answer answer) {
    long size = answer.body().length();
    var suffix = range.group(1).isEmpty();
    var first =
        suffix
            ? Math.max(0, size - Long.parseLong(range.group(2)))
            : Long.parseLong(range.group(1));
    var open = suffix || range.group(2).isEmpty();
    var last = open ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
    if (!open && Long.parseLong(range.group(2)) < first) {
      return answer;
    }
    return first >= size ? unsatisfiable(answer, size) : slice(answer, first, last, size);
  }

  private static Answer slice(Answer answer, long first, long last, long size) {
    var body = answer.body().slice((int) first, (int) last + 1);
    return new Answer(206, body, answer.headers())
        .with("Content-Range", "bytes " + first + "-" + last + "/" + size);
  }

  private static Answer unsatisfiable(Answer answer, long size) {
    var bare = answer.without("Content-Type").without("Content-Disposition");
    return new Answer(416, Buffer.buffer(), bare.headers())
        .with("Content-Range", "bytes */" + size);
  }
}
