package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.shadow.DifferenceReport;
import dev.figleaf.proxy.shadow.DifferenceReport.Kept;
import dev.figleaf.proxy.shadow.HeaderField;

/**
 * A difference as a script of POSIX shell that asks with curl: {@code $FIGLEAF_URL} says whom.
 *
 * <p>What strangers wrote stands in single quotes or in comments of one line, and nowhere else.
 */
final class ExportCurl {
  private static final String NONE = "# no example was kept of this difference\n";

  private ExportCurl() {}

  static String of(DifferenceReport difference) {
    var text = new StringBuilder("#!/bin/sh\n# FIGLEAF_URL says whom to ask\n");
    difference.examples().forEach(kept -> one(text, difference, kept));
    return text.append(difference.examples().isEmpty() ? NONE : "").toString();
  }

  private static void one(StringBuilder text, DifferenceReport difference, Kept kept) {
    var request = ExportedRequest.of(kept.example());
    text.append('\n');
    ExportedRequest.about(difference, kept.example())
        .forEach(line -> text.append("# ").append(line).append('\n'));
    ask(text, request);
    answers(text, kept);
  }

  private static void ask(StringBuilder text, ExportedRequest request) {
    text.append("curl --silent --show-error --include --globoff --path-as-is");
    // With -X HEAD curl would wait for a body that never comes.
    text.append(
        request.method().equals("HEAD") ? " --head" : " --request " + quoted(request.method()));
    boolean typed = false;
    for (HeaderField field : request.headers()) {
      typed |= field.name().equalsIgnoreCase("content-type");
      // A header without a value is written with a semicolon, or curl leaves it out.
      String line =
          field.value().isEmpty() ? field.name() + ";" : field.name() + ": " + field.value();
      text.append(" \\\n  --header ").append(quoted(line));
    }
    if (!request.body().isEmpty()) {
      // curl would call it a form, which it was not.
      text.append(typed ? "" : " \\\n  --header 'Content-Type:'");
      text.append(" \\\n  --data-raw ").append(quoted(request.body()));
    }
    text.append(" \\\n  \"${FIGLEAF_URL:-http://127.0.0.1:8080}\"")
        .append(quoted(request.target()))
        .append('\n');
  }

  private static void answers(StringBuilder text, Kept kept) {
    ExportedRequest.answer("control", kept.example().control())
        .forEach(line -> text.append("# ").append(line).append('\n'));
    text.append("#\n");
    ExportedRequest.answer("candidate", kept.example().candidate())
        .forEach(line -> text.append("# ").append(line).append('\n'));
  }

  /**
   * A word of POSIX shell (XCU 2.2.2): between single quotes nothing means anything but the quote.
   * A zero byte, which no word can hold, is left out.
   */
  static String quoted(String text) {
    return "'" + text.replace("\0", "").replace("'", "'\\''") + "'";
  }
}
