package dev.figleaf.proxy.shadow;

import java.util.ArrayDeque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a body while it is walked; its text is made only when something differs there.
 *
 * @param step as it is written, with what joins it to the steps before
 */
record Place(@Nullable Place parent, Step step) {
  /** The longest path that is shown. */
  static final int LONGEST = 300;

  /** One step down. */
  sealed interface Step {
    record Root(String text) implements Step {}

    record Member(String name) implements Step {}

    record Items() implements Step {}

    record Child(String name) implements Step {}

    record Attribute(String name) implements Step {}
  }

  static final Place JSON = new Place(null, new Step.Root("body:$"));
  static final Place MARKUP = new Place(null, new Step.Root("body:"));

  private static final Step ITEMS = new Step.Items();
  private static final int LONGEST_NAME = 64;
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*");

  Place member(String name) {
    return new Place(this, new Step.Member(name));
  }

  Place items() {
    return new Place(this, ITEMS);
  }

  Place child(String name) {
    return new Place(this, new Step.Child(name));
  }

  Place attribute(String name) {
    return new Place(this, new Step.Attribute(name));
  }

  String text() {
    var steps = new ArrayDeque<Step>();
    for (@Nullable Place at = this; at != null; at = at.parent) {
      steps.addFirst(at.step);
    }
    var text = new StringBuilder();
    for (Step one : steps) {
      text.append(written(one));
      if (text.length() > LONGEST) {
        return text.substring(0, LONGEST) + "…";
      }
    }
    return text.toString();
  }

  private static String written(Step step) {
    return switch (step) {
      case Step.Root(String text) -> text;
      case Step.Items _ -> "[*]";
      case Step.Child(String name) -> "/" + name;
      case Step.Attribute(String name) -> "/@" + name;
      // An object with ids for keys is a list by another name.
      case Step.Member(String name) when SegmentClass.isId(name) -> ".*";
      case Step.Member(String name) when PLAIN.matcher(name).matches() -> "." + bounded(name);
      case Step.Member(String name) ->
          "['" + bounded(name).replace("\\", "\\\\").replace("'", "\\'") + "']";
    };
  }

  private static String bounded(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
  }
}
