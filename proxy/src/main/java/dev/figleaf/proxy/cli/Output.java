package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.figleaf.rules.Problem;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a command writes: what was asked for to the one stream, all else to the other.
 *
 * <p>In colour only where a person looks, and never where NO_COLOR is set.
 */
final class Output {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean colour;

  Output(CommandLine command) {
    out = command.getOut();
    err = command.getErr();
    colour =
        command.getColorScheme().ansi() == Ansi.ON || command.getColorScheme().ansi().enabled();
  }

  /** Whether a person looks, who sees colours. */
  boolean isColoured() {
    return colour;
  }

  /** A line of the answer. */
  void line(String text) {
    out.println(text);
    out.flush();
  }

  /** Whether nobody reads the answer any more. */
  boolean isGone() {
    return out.checkError();
  }

  /** A piece of the answer that is no line. */
  void raw(String text) {
    out.print(text);
    out.flush();
  }

  /** A line about the answer. */
  void error(String text) {
    err.println(text);
    err.flush();
  }

  /** The answer as JSON. */
  void json(Object value) {
    try {
      line(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + value, e);
    }
  }

  /** Problems as lines about the answer. */
  void problems(List<Problem> problems) {
    problems.forEach(problem -> error(coloured(problem)));
  }

  /** A problem with what is worst about it in colour. */
  String coloured(Problem problem) {
    return problem.isError() ? bad(problem.toString()) : doubtful(problem.toString());
  }

  String good(String text) {
    return ink("32", text);
  }

  String bad(String text) {
    return ink("31", text);
  }

  String doubtful(String text) {
    return ink("33", text);
  }

  String strong(String text) {
    return ink("1", text);
  }

  String faint(String text) {
    return ink("2", text);
  }

  private String ink(String code, String text) {
    return colour ? "\033[" + code + "m" + text + "\033[m" : text;
  }
}
