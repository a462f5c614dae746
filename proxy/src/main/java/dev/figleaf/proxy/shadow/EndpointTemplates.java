package dev.figleaf.proxy.shadow;

import java.util.HashMap;
import java.util.Map;

/**
 * Names requests that are alike: {@code /api/orders/184} and {@code /api/orders/185} are {@code
 * /api/orders/{id}}. Ids, UUIDs, dates and hashes are known by their form; words that take too many
 * values at one place are learned to be values, but for those that are frequent. Bounded: what does
 * not fit is called {@value #OTHER}. Safe to share.
 */
public final class EndpointTemplates {
  /** What paths are called for which there is no room. */
  public static final String OTHER = "(other)";

  private static final int DEEPEST = 16;
  private static final int LONGEST = 1_024;
  private static final int LONGEST_WORD = 64;
  private static final String SLUG = "{name}";

  /** A word stays one when it is this many times as frequent as its share. */
  private static final int FREQUENT = 3;

  private final int most;
  private final int words;
  private final Node root = new Node();
  private int nodes;

  /** One segment of the paths seen. */
  private static final class Node {
    private final Map<String, Node> children = new HashMap<>();
    private boolean collapsed;
    private long visits;

    /** What stands for one segment: itself, or the class that it is one of. */
    private String label(String segment) {
      if (segment.length() > LONGEST_WORD) {
        return SegmentClass.TOKEN.placeholder(); // no name of anything, but perhaps a secret
      }
      return SegmentClass.of(segment)
          .map(SegmentClass::placeholder)
          .orElseGet(() -> collapsed && !children.containsKey(segment) ? SLUG : segment);
    }

    private long words() {
      return children.keySet().stream().filter(EndpointTemplates::isWord).count();
    }

    /** Forgets the words that are rare here: such words are values. Says how much was forgotten. */
    private int collapse(int words) {
      collapsed = true;
      int before = size();
      children
          .entrySet()
          .removeIf(
              one -> isWord(one.getKey()) && one.getValue().visits * words < visits * FREQUENT);
      return before - size();
    }

    private int size() {
      return 1 + children.values().stream().mapToInt(Node::size).sum();
    }
  }

  /**
   * @param most the segments that are remembered
   * @param words the different words at one place after which they are values
   */
  public EndpointTemplates(int most, int words) {
    this.most = most;
    this.words = words;
  }

  /** With room for 5,000 segments, and 30 words at one place. */
  public static EndpointTemplates usual() {
    return new EndpointTemplates(5_000, 30);
  }

  /**
   * What requests like this are called.
   *
   * @param path normalised; a query is left out
   */
  public synchronized String name(String path) {
    int query = path.indexOf('?');
    String plain = query < 0 ? path : path.substring(0, query);
    String[] segments = plain.split("/", -1);
    if (plain.length() > LONGEST || segments.length > DEEPEST + 1) {
      return OTHER;
    }
    var name = new StringBuilder();
    Node at = root;
    root.visits++;
    for (int i = 1; i < segments.length; i++) {
      String label = at.label(segments[i]);
      if (!at.children.containsKey(label) && isWord(label) && at.words() >= words) {
        nodes -= at.collapse(words);
        label = SLUG;
      }
      if (!at.children.containsKey(label) && nodes >= most) {
        return OTHER;
      }
      name.append('/').append(label);
      at = at.children.computeIfAbsent(label, _ -> added());
      at.visits++;
    }
    return name.isEmpty() ? "/" : name.toString();
  }

  private Node added() {
    nodes++;
    return new Node();
  }

  private static boolean isWord(String label) {
    return !label.startsWith("{");
  }

  /** How many segments are remembered. */
  synchronized int size() {
    return nodes;
  }
}
