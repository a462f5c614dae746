package dev.figleaf.proxy.wire;

import java.util.Arrays;
import java.util.List;

/**
 * One row of a table of HTTP/2: the frames that one side sends, what comes back, and what the other
 * side gets.
 *
 * @param section what it belongs to
 * @param name the rule in a few words
 * @param written the frames as they stand in the table, for people
 * @param answer what comes back, as it is written
 * @param passed what the other side gets, as it is written
 */
record Http2Row(String section, String name, String written, String answer, String passed)
    implements Row {

  /** What comes back on a stream, or ends the connection. */
  sealed interface Expected {
    /**
     * An answer.
     *
     * @param code of a document of the facade; empty where the upstream answered
     */
    record Answer(int status, String code) implements Expected {}

    /** The stream is reset, with the code of this name (RFC 9113 §7). */
    record Reset(String error) implements Expected {}

    /** The connection ends, with the code of this name. */
    record GoAway(String error) implements Expected {}
  }

  static Http2Row parse(String section, String line) {
    String[] cells = line.split(" \\| ", -1);
    if (cells.length != 4) {
      throw new IllegalArgumentException("not four cells: " + line);
    }
    return new Http2Row(section, cells[0], cells[1], cells[2], cells[3]);
  }

  /** What comes back, in the order of the streams. */
  List<Expected> expected() {
    return answer.equals("-")
        ? List.of()
        : Arrays.stream(answer.split(",", -1)).map(text -> expected(text.strip())).toList();
  }

  private static Expected expected(String text) {
    String[] words = text.split(" ", -1);
    return switch (words[0]) {
      case "RST_STREAM" -> new Expected.Reset(words[1]);
      case "GOAWAY" -> new Expected.GoAway(words[1]);
      default -> new Expected.Answer(Integer.parseInt(words[0]), words.length > 1 ? words[1] : "");
    };
  }

  /** Whether the connection ends. */
  boolean endsConnection() {
    return answer.startsWith("GOAWAY");
  }

  /** The bytes that the other side gets. */
  String passedBytes() {
    return passed.equals("-") ? "" : WireText.bytes(passed);
  }
}
