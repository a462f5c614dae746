package dev.figleaf.proxy.wire;

import java.util.List;
import java.util.stream.Collectors;

/** {@code docs/protocols.md}, made of the table. */
final class ProtocolsPage {
  private static final String HEAD =
      """
      # What passes on the wire, and what is refused

      Made of the table in `proxy/src/test/resources/wire`, which the tests read: every line here is tried on real
      sockets, against an upstream that takes nothing but what RFC 9112 allows. To write it anew after a change of the
      table: `mvn -pl proxy -am test -Dtest=ProtocolsPageTest -Dwire.write=true`.

      Bytes are written so: `⏎` is CRLF, `\\r` `\\n` `\\t` `\\0` `\\s` (a space) `\\xNN` are single bytes, `{a*9000}` is
      a text so many times over, `\\e` is the end of the connection.

      An answer with a code is a problem document of Figleaf's own, and costs a client its connection, unless the upstream
      is to blame (502): nobody knows where the next request would begin. Whatever follows on such a connection is never
      looked at. *the same* means byte for byte, but for the headers that Figleaf writes itself: `X-Forwarded-For`,
      `-Proto` and `-Host`, `Forwarded`, `Via`, `CDN-Loop`, `X-Request-Id`, `traceparent`.

      `OPTIONS *` asks about the server, not about a path that a rule could match (RFC 9110 §9.3.7): Figleaf answers it
      itself.
      """;

  private ProtocolsPage() {}

  static String text() {
    return HEAD
        + "\n# Requests over HTTP/1\n"
        + sections(WireTable.requests(), "| | sent | answer | the upstream receives |")
        + "\n# Responses over HTTP/1\n"
        + "\nTo a plain `GET /`. A refused response costs the upstream the connection.\n"
        + sections(
            WireTable.responses(), "| | the upstream sends | answer | the client receives |");
  }

  private static String sections(List<WireRow> rows, String columns) {
    return rows.stream()
        .map(WireRow::section)
        .distinct()
        .map(
            section ->
                "\n## "
                    + section
                    + "\n\n"
                    + columns
                    + "\n| --- | --- | --- | --- |\n"
                    + lines(rows, section))
        .collect(Collectors.joining());
  }

  private static String lines(List<WireRow> rows, String section) {
    return rows.stream()
        .filter(row -> row.section().equals(section))
        .map(ProtocolsPage::line)
        .collect(Collectors.joining());
  }

  private static String line(WireRow row) {
    String passed =
        switch (row.passedWritten()) {
          case "-" -> "nothing";
          case "same" -> "the same";
          default -> code(row.passedWritten());
        };
    String answers =
        row.answers().stream()
            .map(answer -> (answer.status() + " " + answer.code()).strip())
            .distinct()
            .collect(Collectors.joining(", "));
    String ends = row.closes() && row.answers().getLast().code().isEmpty() ? ", closes" : "";
    return "| "
        + row.name()
        + " | "
        + code(row.written())
        + " | "
        + answers
        + ends
        + " | "
        + passed
        + " |\n";
  }

  private static String code(String cell) {
    String fence = cell.contains("`") ? "``" : "`";
    String text = cell.replace("~", "⏎").replace("|", "\\|");
    // Code begins and ends with no space; two of them in a row would become one.
    return fence
        + text.replace("  ", " \\s").replaceAll("^ ", "\\\\s").replaceAll(" $", "\\\\s")
        + fence;
  }
}
