package dev.figleaf.proxy.shadow;

import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * A piece of XML or HTML: what it means, without the order of attributes, comments, and white space
 * that only lays it out.
 */
sealed interface MarkupNode {

  /**
   * An element.
   *
   * @param name local name; HTML in lower case
   * @param namespace or empty
   */
  record Element(
      String name,
      String namespace,
      SortedMap<String, String> attributes,
      List<MarkupNode> children)
      implements MarkupNode {}

  /** Text between tags, each run of white space as one space. */
  record Text(String text) implements MarkupNode {
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** Adds a text in its normal form, unless it only lays things out. */
    static void addTo(List<MarkupNode> children, String text) {
      String normal = SPACE.matcher(text.strip()).replaceAll(" ");
      if (!normal.isEmpty()) {
        children.add(new Text(normal));
      }
    }
  }

  /** The deepest nesting that is compared. */
  int DEEPEST = 200;

  /** The most elements and texts that are compared. */
  int LARGEST = 200_000;
}
