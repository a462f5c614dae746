package dev.figleaf.proxy.shadow.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.figleaf.proxy.shadow.DifferenceReport;
import dev.figleaf.proxy.shadow.ExampleJson.Example;
import dev.figleaf.proxy.shadow.ExampleJson.Side;
import dev.figleaf.proxy.shadow.HeaderField;
import dev.figleaf.proxy.shadow.Redactor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A request as an export may repeat it: only what is HTTP (RFC 9110 §5.6.2), without what belongs
 * to a connection, and without what was redacted.
 */
record ExportedRequest(String method, String target, List<HeaderField> headers, String body) {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "accept-encoding",
          "keep-alive",
          "te",
          "upgrade",
          "via",
          "forwarded",
          "cdn-loop",
          "expect",
          "trailer");

  static ExportedRequest of(Example example) {
    var headers = new ArrayList<HeaderField>();
    for (HeaderField field : example.headers()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (TOKEN.matcher(name).matches()
          && !OF_THE_CONNECTION.contains(name)
          && !name.startsWith("x-forwarded-")
          && !isRedacted(field.value())) {
        headers.add(new HeaderField(field.name(), oneLine(field.value())));
      }
    }
    return new ExportedRequest(
        TOKEN.matcher(example.method()).matches() ? example.method() : "GET",
        target(example.target()),
        headers,
        isStandIn(example.body()) ? "" : example.body());
  }

  /** What a request target may be made of (RFC 3986 §3.3, §3.4); all else is percent-encoded. */
  private static String target(String target) {
    var clean = new StringBuilder();
    for (byte b : target.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c > 0x20 && c < 0x7F && "\"<>\\^`{|}#".indexOf(c) < 0;
      clean.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return clean.isEmpty() || clean.charAt(0) != '/' ? "/" + clean : clean.toString();
  }

  static boolean isRedacted(String text) {
    return text.contains(Redactor.REDACTED);
  }

  /** Whether a body says only what was there: {@code ‹12 bytes›}. */
  static boolean isStandIn(String body) {
    return body.startsWith("‹") && body.endsWith("›");
  }

  static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", " ").strip();
  }

  /** What stands in an export before the request: which difference, and what is not in it. */
  static List<String> about(DifferenceReport difference, Example example) {
    var lines = new ArrayList<String>();
    lines.add(
        "difference "
            + difference.id()
            + " of "
            + difference.subject()
            + ": "
            + difference.kind()
            + " at "
            + difference.path()
            + " of "
            + difference.method()
            + " "
            + difference.template());
    List<String> redacted =
        example.headers().stream()
            .filter(field -> isRedacted(field.value()))
            .map(HeaderField::name)
            .toList();
    if (!redacted.isEmpty()) {
      lines.add("secrets were never kept; add your own: " + String.join(", ", redacted));
    }
    if (isRedacted(example.target()) || isRedacted(example.body())) {
      lines.add("the request had a secret in it, which was taken out");
    }
    if (isStandIn(example.body())) {
      lines.add("the request's body was not kept: " + example.body());
    }
    return lines.stream().map(Words::line).toList();
  }

  /** What one side answered, in lines without anything that a program would act upon. */
  static List<String> answer(String name, Side side) {
    var lines = new ArrayList<String>();
    if (side.failed() != null) {
      return List.of(name + " gave no answer: " + Words.line(side.failed()));
    }
    lines.add(name + " answered " + side.status());
    side.headers().forEach(field -> lines.add(Words.line(field.name() + ": " + field.value())));
    PrettyLines.of(side.body()).forEach(line -> lines.add(Words.line(line.text())));
    return lines;
  }
}
