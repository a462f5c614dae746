package dev.figleaf.rules;

import dev.figleaf.rules.FieldPath.Step;
import dev.figleaf.rules.FieldPath.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes the part of a {@link FieldPath} that goes into a body. */
final class FieldPathParser {
  private static final String PLAIN = "[\\p{L}_][\\p{L}\\p{N}_-]*";
  private static final Pattern JSON_STEP =
      Pattern.compile(
          "(?<dots>\\.\\.?)(?<name>\\*|"
              + PLAIN
              + ")|\\['(?<quoted>(?:[^'\\\\]|\\\\['\\\\])*)'\\]|(?<items>\\[\\*\\])");
  private static final Pattern MARKUP_STEP =
      Pattern.compile("(?<slashes>//?)(?:@(?<attribute>[^/@]+)|(?<name>\\*|[^/@*]+))");

  private FieldPathParser() {}

  static FieldPath body(String text) {
    if (text.startsWith("$")) {
      return new FieldPath.Json(bounded(jsonSteps(text)));
    }
    if (text.startsWith("/")) {
      return new FieldPath.Markup(bounded(markupSteps(text)));
    }
    throw new IllegalArgumentException(
        "a place in a body begins with $ (JSON) or / (XML and HTML), such as body:$."
            + Quoted.plain(text));
  }

  private static List<Step> bounded(List<Step> steps) {
    if (steps.size() > FieldPath.LONGEST) {
      throw new IllegalArgumentException("a place has at most " + FieldPath.LONGEST + " steps");
    }
    return steps;
  }

  private static List<Step> jsonSteps(String text) {
    var steps = new ArrayList<Step>();
    Matcher step = JSON_STEP.matcher(text);
    int at = 1;
    while (at < text.length()) {
      if (!step.region(at, text.length()).lookingAt()) {
        throw new IllegalArgumentException(wrong(text, at));
      }
      steps.add(jsonStep(step));
      at = step.end();
    }
    return steps;
  }

  private static Step jsonStep(Matcher step) {
    if (step.group("items") != null) {
      return new Step(Kind.ITEMS, "", false);
    }
    if (step.group("quoted") != null) {
      return new Step(Kind.NAME, step.group("quoted").replaceAll("\\\\(.)", "$1"), false);
    }
    boolean deep = step.group("dots").length() == 2;
    String name = step.group("name");
    return name.equals("*") ? new Step(Kind.ANY, "", deep) : new Step(Kind.NAME, name, deep);
  }

  private static String wrong(String text, int at) {
    String rest = text.substring(at);
    if (rest.matches("\\[\\d+\\].*")) {
      return "items of an array are all alike here; write [*] for "
          + Quoted.plain(rest.substring(0, rest.indexOf(']') + 1));
    }
    return Quoted.of(rest) + " is no step of a path; write .name, ..name, .*, [*] or ['any name']";
  }

  private static List<Step> markupSteps(String text) {
    var steps = new ArrayList<Step>();
    Matcher step = MARKUP_STEP.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!step.region(at, text.length()).lookingAt()
          || step.group("attribute") != null && step.end() < text.length()) {
        throw new IllegalArgumentException(
            Quoted.of(text.substring(at))
                + " is no step of a path; write /name, //name, /* or /@attribute at the end");
      }
      steps.add(markupStep(step));
      at = step.end();
    }
    return steps;
  }

  private static Step markupStep(Matcher step) {
    boolean deep = step.group("slashes").length() == 2;
    if (step.group("attribute") != null) {
      return new Step(Kind.ATTRIBUTE, step.group("attribute"), deep);
    }
    String name = step.group("name");
    return name.equals("*") ? new Step(Kind.ANY, "", deep) : new Step(Kind.NAME, name, deep);
  }

  static String json(List<Step> steps) {
    var text = new StringBuilder("$");
    for (Step step : steps) {
      text.append(
          switch (step.kind()) {
            case ITEMS -> "[*]";
            case ANY -> (step.deep() ? ".." : ".") + "*";
            case NAME, ATTRIBUTE -> member(step);
          });
    }
    return text.toString();
  }

  private static String member(Step step) {
    if (step.deep()) {
      return ".." + step.name();
    }
    return step.name().matches(PLAIN)
        ? "." + step.name()
        : "['" + step.name().replaceAll("(['\\\\])", "\\\\$1") + "']";
  }

  static String markup(List<Step> steps) {
    var text = new StringBuilder();
    for (Step step : steps) {
      text.append(step.deep() ? "//" : "/");
      text.append(
          switch (step.kind()) {
            case ANY, ITEMS -> "*";
            case NAME -> step.name();
            case ATTRIBUTE -> "@" + step.name();
          });
    }
    return text.toString();
  }
}
