package dev.figleaf.proxy.wire;

import java.util.Arrays;
import java.util.List;

/**
 * One row of a table: what one side says, what comes back, and what the other side gets.
 *
 * @param section what it belongs to
 * @param name the rule in a few words
 * @param written the bytes as they stand in the table, for people
 * @param said the bytes
 * @param answers what the client gets, in order
 * @param passed the bytes that the other side gets, or null for none
 */
record WireRow(
    String section,
    String name,
    String written,
    String said,
    List<Answer> answers,
    @org.jspecify.annotations.Nullable String passed,
    String passedWritten)
    implements Row {

  /**
   * One answer to the client.
   *
   * @param code of a document of the facade; empty where the upstream answered
   * @param closes whether the connection ends behind it
   */
  record Answer(int status, String code, boolean closes) {
    static Answer parse(String text) {
      String[] words = text.strip().split(" ");
      boolean closes = words[words.length - 1].equals("close");
      boolean coded = words.length > 1 && !words[1].equals("close");
      String code = coded ? words[1] : "";
      // What the upstream did wrong does not cost the client its connection.
      boolean refused =
          coded && !words[0].startsWith("50") || words[0].equals("505") || words[0].equals("508");
      return new Answer(Integer.parseInt(words[0]), code, closes || refused);
    }
  }

  static WireRow parse(String section, String line) {
    String[] cells = line.split(" \\| ", -1);
    if (cells.length != 4) {
      throw new IllegalArgumentException("not four cells: " + line);
    }
    String said = WireText.bytes(cells[1]);
    String passed =
        switch (cells[3]) {
          case "-" -> null;
          case "same" -> said;
          default -> WireText.bytes(cells[3]);
        };
    List<Answer> answers = Arrays.stream(cells[2].split(",", -1)).map(Answer::parse).toList();
    return new WireRow(section, cells[0], cells[1], said, answers, passed, cells[3]);
  }

  /** Whether the client's connection ends behind the last answer. */
  boolean closes() {
    return answers.getLast().closes();
  }
}
