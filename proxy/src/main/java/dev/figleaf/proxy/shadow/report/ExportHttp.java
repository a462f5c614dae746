package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.shadow.DifferenceReport;
import dev.figleaf.proxy.shadow.DifferenceReport.Kept;
import java.util.regex.Pattern;

/**
 * A difference as a {@code .http} file, which editors send at a click; {@code {{url}}} says whom
 * they ask.
 *
 * <p>A body in which such a file would find something to do (another request, a file to read, a
 * script, a variable) is shown as a comment, and not sent.
 */
final class ExportHttp {
  private static final Pattern ACTIVE =
      Pattern.compile("(?m)^\\s*(###|<|>|@|#|//)|\\{\\{|\\{%|[\\p{Cntrl}&&[^\\n\\t]]");

  private ExportHttp() {}

  static String of(DifferenceReport difference) {
    var text = new StringBuilder("@url = http://127.0.0.1:8080\n");
    difference.examples().forEach(kept -> one(text, difference, kept));
    return text.append(
            difference.examples().isEmpty() ? "# no example was kept of this difference\n" : "")
        .toString();
  }

  private static void one(StringBuilder text, DifferenceReport difference, Kept kept) {
    var request = ExportedRequest.of(kept.example());
    text.append("\n###\n");
    ExportedRequest.about(difference, kept.example()).forEach(line -> comment(text, line));
    ExportedRequest.answer("control", kept.example().control())
        .forEach(line -> comment(text, line));
    ExportedRequest.answer("candidate", kept.example().candidate())
        .forEach(line -> comment(text, line));
    boolean active = ACTIVE.matcher(request.body()).find();
    if (active) {
      comment(text, "the body is not sent, because it would mean something here:");
      PrettyLines.of(request.body()).forEach(line -> comment(text, Words.line(line.text())));
    }
    text.append(request.method()).append(" {{url}}").append(request.target()).append('\n');
    request.headers().stream()
        .filter(field -> !ACTIVE.matcher(field.value()).find())
        .forEach(
            field -> text.append(field.name()).append(": ").append(field.value()).append('\n'));
    if (!request.body().isEmpty() && !active) {
      text.append('\n').append(request.body()).append('\n');
    }
  }

  // Between the mark and the text stands a space: "# @name" would mean something.
  private static void comment(StringBuilder text, String line) {
    text.append("#  ").append(line.startsWith("@") ? "· " : "").append(line).append('\n');
  }
}
