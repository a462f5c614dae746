package dev.figleaf.proxy.shadow;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names requests that are alike: {@code /api/orders/184} and {@code /api/orders/185} are {@code
 * /api/orders/{id}}. Ids, UUIDs, dates and hashes are known by their form; words that take too many
 * values at one place are learned to be values, but for those that are frequent. Bounded: what does
 * not fit is called {@value #OTHER}. Safe to share.
 *
 * <p>While no place has too many words, what a path is called does not depend on the paths before
 * it.
 */
public final class EndpointTemplates {
  /** What paths are called for which there is no room. */
  public static final String OTHER = "(other)";

  private static final int DEEPEST = 16;
  private static final int LONGEST = 1_024;
  private static final int LONGEST_WORD = 64;
  private static final String SLUG = "{name}";

  /** A segment that looks as if it had been given here. */
  private static final String STRANGE = SegmentClass.TOKEN.placeholder();

  private static final String MAIL = "{mail}";

  /** A word stays one when it is this many times as frequent as its share. */
  private static final int FREQUENT = 3;

  private final int most;
  private final int words;
  private final Node root = new Node();
  private int nodes;
  private int collapses;

  /** One segment of the paths seen. */
  private static final class Node {
    private final Map<String, Node> children = new HashMap<>();
    private boolean collapsed;
    private long visits;

    /** What stands for one segment: itself, or the class that it is one of. */
    private String label(String segment) {
      String form = form(segment);
      return isWord(form) && collapsed && !children.containsKey(form) ? SLUG : form;
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
    return learn(path, 1, false);
  }

  /**
   * Learns a name that was given before, here or elsewhere, and says what it is called now. Words
   * that are to stay words beside values at the same place are to be told of before those.
   *
   * @param visits how many requests were called so
   */
  public synchronized String recall(String name, long visits) {
    return name.startsWith("/") ? learn(name, visits, true) : name;
  }

  /** What a path or name is called, as far as is known. Learns nothing. */
  public synchronized String known(String path) {
    if (!path.startsWith("/") || path.length() > LONGEST) {
      return OTHER;
    }
    var name = new StringBuilder();
    @Nullable Node at = root;
    String[] segments = path.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      String label = at == null ? form(segments[i]) : at.label(segments[i]);
      name.append('/').append(label);
      at = at == null ? null : at.children.get(label);
    }
    return name.toString();
  }

  /** How often words were learned to be values: names that were given before may be others now. */
  public synchronized int collapses() {
    return collapses;
  }

  /** What stands for one segment where nothing was learned. */
  private static String form(String segment) {
    int parameters = segment.indexOf(';'); // of the segment: sessions, often
    String word = parameters < 0 ? segment : segment.substring(0, parameters);
    if (word.length() > LONGEST_WORD) {
      return SegmentClass.TOKEN.placeholder(); // no name of anything, but perhaps a secret
    }
    if (word.indexOf('@') > 0) {
      return MAIL;
    }
    return SegmentClass.of(word).map(SegmentClass::placeholder).orElse(word);
  }

  private String learn(String path, long visits, boolean named) {
    int query = path.indexOf('?');
    String plain = query < 0 ? path : path.substring(0, query);
    String[] segments = plain.split("/", -1);
    if (plain.length() > LONGEST || segments.length > DEEPEST + 1) {
      return OTHER;
    }
    var name = new StringBuilder();
    Node at = root;
    root.visits += visits;
    for (int i = 1; i < segments.length; i++) {
      // Only a name that was given says that words are values here; a stranger's path does not.
      String label = named || isWord(segments[i]) ? at.label(segments[i]) : STRANGE;
      if (label.equals(SLUG) && !at.collapsed) {
        collapse(at);
      }
      if (!at.children.containsKey(label) && isWord(label) && at.words() >= words) {
        collapse(at);
        label = SLUG;
      }
      if (!at.children.containsKey(label) && nodes >= most) {
        return OTHER;
      }
      name.append('/').append(label);
      at = at.children.computeIfAbsent(label, _ -> added());
      at.visits += visits;
    }
    return name.isEmpty() ? "/" : name.toString();
  }

  private void collapse(Node at) {
    nodes -= at.collapse(words);
    collapses++;
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
