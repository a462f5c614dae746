package dev.figleaf.rules;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Tells syntax errors of YAML in words that help who wrote the file. */
final class YamlSyntax {
  private record Saying(Pattern problem, String inOurWords) {}

  private static final List<Saying> SAYINGS =
      List.of(
          saying(".*TAB.*", "a tab stands where only spaces may; indent with spaces"),
          saying(
              "mapping values are not allowed here",
              "a second colon makes this a mapping inside of a value; put the value in quotes, or"
                  + " check the indentation"),
          saying(
              "expected <block end>, but found '(?:<block mapping start>|<block sequence start>)'",
              "this line is indented differently from the lines that it belongs to"),
          saying(
              "expected <block end>, but found .*",
              "this does not fit the list or mapping around it; check the indentation and the"
                  + " dashes"),
          saying("could not find expected ':'", "a colon is missing after the key before this"),
          saying("found unexpected end of stream", "a quote is opened and never closed"),
          saying(
              "expected ',' or '\\]', but got .*",
              "a list in [ ] needs a comma between its items and a ] at its end; put values with"
                  + " brackets or braces in quotes"),
          saying(
              "expected ',' or '\\}', but got .*",
              "a mapping in { } needs a comma between its entries and a } at its end; put values"
                  + " with braces, such as /a/{id}, in quotes"),
          saying(
              "found character '(.+?)' that cannot start any token.*",
              "a value cannot begin with $1; put it in quotes"),
          saying(
              "found unknown escape character (.).*",
              "the escape \\\\$1 is unknown in double quotes; use single quotes"),
          saying(
              "found unexpected document separator",
              "a document separator stands inside of a quoted text; is a quote missing?"),
          saying(
              "sequence entries are not allowed here",
              "a list cannot begin here; put it on a line of its own"));

  private YamlSyntax() {}

  private static Saying saying(String problem, String inOurWords) {
    return new Saying(Pattern.compile(problem, Pattern.DOTALL), inOurWords);
  }

  static void report(String file, YAMLException e, Problems problems) {
    if (e instanceof MarkedYAMLException marked) {
      problems.error(location(file, mark(marked)), "", words(marked.getProblem()));
    } else {
      problems.error(Location.ofFile(file), "", "the file is not valid YAML");
    }
  }

  // What never ends is best shown where it begins.
  private static @Nullable Mark mark(MarkedYAMLException e) {
    boolean atEnd = String.valueOf(e.getProblem()).contains("end of stream");
    return atEnd && e.getContextMark() != null ? e.getContextMark() : e.getProblemMark();
  }

  private static Location location(String file, @Nullable Mark mark) {
    return mark == null
        ? Location.ofFile(file)
        : new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String words(@Nullable String problem) {
    if (problem == null) {
      return "this is not valid YAML";
    }
    for (Saying saying : SAYINGS) {
      Matcher matcher = saying.problem.matcher(problem);
      if (matcher.matches()) {
        return matcher.replaceFirst(saying.inOurWords);
      }
    }
    return "this is not valid YAML: " + Quoted.plain(problem);
  }
}
