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

  private static final String FRAMES =
      """

      # Requests over HTTP/2

      The same gate stands before HTTP/2, and most of its refusals come as answers (a status and a code) or as resets of the
      one stream; what breaks the connection itself ends it with GOAWAY. The upstream of these rows speaks HTTP/1.1.

      Frames are joined by `++`: a type, `.flags`, `@stream` (1 where none stands), and the payload, or the lines of a
      header block. `GET /a` is short for the four pseudo-headers of a request to `http://a/a`. END_HEADERS is set, but for
      `.more`; `[bytes]` stand before a block; `.raw` is for bytes as they are; at `WAIT` the answer is read before the rest
      is sent. *nothing* as an answer means that the connection goes on as if nothing had been. What follows a refused head
      on its stream is dropped.
      """;

  private static final String FRAMES_OF_UPSTREAMS =
      """

      # Responses over HTTP/2

      To a plain `GET /` of a client of HTTP/1.1. A refused response resets its stream, and no other; `200` in a block is
      short for its `:status`, and `\\e` is an answer that is broken off, with the client's connection. At `WAIT` the client
      has got what stands before.
      """;

  private ProtocolsPage() {}

  static String text() {
    return HEAD
        + "\n# Requests over HTTP/1\n"
        + sections(WireTable.requests(), "| | sent | answer | the upstream receives |")
        + "\n# Responses over HTTP/1\n"
        + "\nTo a plain `GET /`. A refused response costs the upstream the connection.\n"
        + sections(WireTable.responses(), "| | the upstream sends | answer | the client receives |")
        + FRAMES
        + sections(WireTable.http2Requests(), "| | sent | answer | the upstream receives |")
        + FRAMES_OF_UPSTREAMS
        + sections(
            WireTable.http2Responses(),
            "| | the upstream sends | the client receives | the upstream is told |");
  }

  private static String sections(List<? extends Row> rows, String columns) {
    return rows.stream()
        .map(Row::section)
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

  private static String lines(List<? extends Row> rows, String section) {
    return rows.stream()
        .filter(row -> row.section().equals(section))
        .map(ProtocolsPage::line)
        .collect(Collectors.joining());
  }

  private static String line(Row row) {
    List<String> cells =
        switch (row) {
          case WireRow http1 ->
              List.of(code(http1.written()), answers(http1), passed(http1.passedWritten()));
          case Http2Row http2 ->
              List.of(code(http2.written()), said(http2.answer()), passed(http2.passed()));
        };
    return "| " + row.name() + " | " + String.join(" | ", cells) + " |\n";
  }

  private static String answers(WireRow row) {
    String answers =
        row.answers().stream()
            .map(answer -> (answer.status() + " " + answer.code()).strip())
            .distinct()
            .collect(Collectors.joining(", "));
    boolean ends = row.closes() && row.answers().getLast().code().isEmpty();
    return answers + (ends ? ", closes" : "");
  }

  private static String passed(String cell) {
    return switch (cell) {
      case "-" -> "nothing";
      case "same" -> "the same";
      default -> said(cell);
    };
  }

  /** Bytes are written as such; answers, resets and the like are words. */
  private static String said(String cell) {
    if (cell.equals("-")) {
      return "nothing";
    }
    return cell.contains("HTTP/1.1") ? code(cell) : cell;
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
