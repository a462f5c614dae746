package dev.figleaf.rules;

import dev.figleaf.rules.LocatedNode.Entry;
import dev.figleaf.rules.LocatedNode.Mapping;
import dev.figleaf.rules.LocatedNode.Scalar;
import dev.figleaf.rules.LocatedNode.Sequence;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * Builds the {@link LocatedNode}s of one YAML document from parser events, within bounds.
 *
 * <p>Every event is counted before anything is built of it, and an alias counts as much as it
 * stands for, so a small file can neither fill the memory nor keep whoever walks the tree busy. No
 * objects are constructed, whatever the document asks for.
 */
final class YamlTree {
  static final int MOST_NODES = 50_000;
  static final int DEEPEST = 50;
  static final int MOST_NESTED_ALIASES = 5;

  /** A subtree with what it costs: nodes, levels, and aliases inside of aliases. */
  record Built(LocatedNode node, int size, int height, int aliases) {}

  private final String file;
  private final Substitution substitution;
  private final Problems problems;
  private final Iterator<Event> events;
  private final Map<String, Built> anchors = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private int nodes;

  private YamlTree(String file, String text, Substitution substitution, Problems problems) {
    this.file = file;
    this.substitution = substitution;
    this.problems = problems;
    var options = new LoaderOptions();
    options.setNestingDepthLimit(DEEPEST);
    this.events = new Yaml(options).parse(new StringReader(text)).iterator();
  }

  /**
   * Reads the one document of a file.
   *
   * @return empty where the text is no YAML or breaks a bound; then a problem was added
   */
  static Optional<LocatedNode> read(
      String file, String text, Substitution substitution, Problems problems) {
    try {
      return new YamlTree(file, text, substitution, problems).document();
    } catch (Refusal refusal) {
      problems.error(refusal.at, refusal.path, refusal.message);
    } catch (YAMLException e) {
      YamlSyntax.report(file, e, problems);
    }
    return Optional.empty();
  }

  private Optional<LocatedNode> document() {
    events.next(); // the start of the stream
    if (events.next().getEventId() == Event.ID.StreamEnd) {
      problems.error(Location.ofFile(file), "", "the file is empty");
      return Optional.empty();
    }
    LocatedNode root = node(events.next(), "", 1).node;
    events.next(); // the end of the document
    Event next = events.next();
    if (next.getEventId() != Event.ID.StreamEnd) {
      throw new Refusal(
          at(next), "", "a second document begins here; put it into a file of its own");
    }
    return Optional.of(root);
  }

  private Built node(Event event, String path, int depth) {
    count(1, event, path);
    if (depth > DEEPEST) {
      throw new Refusal(at(event), path, "is nested deeper than " + DEEPEST + " levels");
    }
    return event instanceof AliasEvent alias
        ? alias(alias, path, depth)
        : anchored((NodeEvent) event, path, depth);
  }

  private Built anchored(NodeEvent event, String path, int depth) {
    @Nullable String anchor = event.getAnchor();
    if (anchor != null) {
      open.add(anchor);
    }
    Built built =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar, path);
          case SequenceStartEvent start -> sequence(start, path, depth);
          case MappingStartEvent start -> mapping(start, path, depth);
          default -> throw new IllegalStateException("unexpected event " + event);
        };
    if (anchor != null) {
      open.remove(anchor);
      anchors.put(anchor, built);
    }
    return built;
  }

  private Built alias(AliasEvent event, String path, int depth) {
    String anchor = event.getAnchor();
    @Nullable Built built = anchors.get(anchor);
    if (open.contains(anchor)) {
      throw new Refusal(at(event), path, "the alias *" + anchor + " stands for what it is part of");
    }
    if (built == null) {
      throw new Refusal(at(event), path, "the alias *" + anchor + " has no anchor &" + anchor);
    }
    if (built.aliases >= MOST_NESTED_ALIASES) {
      throw new Refusal(
          at(event), path, "aliases stand in aliases more than " + MOST_NESTED_ALIASES + " deep");
    }
    if (depth + built.height - 1 > DEEPEST) {
      throw new Refusal(at(event), path, "is nested deeper than " + DEEPEST + " levels");
    }
    count(built.size - 1, event, path);
    return new Built(built.node, built.size, built.height, built.aliases + 1);
  }

  private Built scalar(ScalarEvent event, String path) {
    checkTag(event, event.getTag(), path);
    var written = new Scalar(at(event), event.getValue(), event.isPlain(), null);
    return new Built(substitution.apply(written, path), 1, 1, 0);
  }

  private Built sequence(SequenceStartEvent start, String path, int depth) {
    checkTag(start, start.getTag(), path);
    var items = new ArrayList<LocatedNode>();
    var cost = new Cost();
    for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; ) {
      Built item = node(next, Paths.item(path, items.size()), depth + 1);
      items.add(item.node);
      cost.add(item);
      next = events.next();
    }
    return cost.of(new Sequence(at(start), items));
  }

  private Built mapping(MappingStartEvent start, String path, int depth) {
    checkTag(start, start.getTag(), path);
    var merging = new MergedEntries(path, problems);
    var cost = new Cost();
    for (Event next = events.next(); next.getEventId() != Event.ID.MappingEnd; ) {
      Scalar key = key(next, path);
      Built value = node(events.next(), Paths.child(path, key.text()), depth + 1);
      merging.add(new Entry(key, value.node));
      cost.add(value);
      next = events.next();
    }
    return cost.of(new Mapping(at(start), merging.entries()));
  }

  private Scalar key(Event event, String path) {
    count(1, event, path);
    if (!(event instanceof ScalarEvent scalar)) {
      throw new Refusal(at(event), path, "a key is a plain word, not a list, mapping or alias");
    }
    checkTag(scalar, scalar.getTag(), path);
    if (scalar.getAnchor() != null) {
      throw new Refusal(at(event), path, "a key cannot have an anchor; put it before the value");
    }
    return new Scalar(at(scalar), scalar.getValue(), scalar.isPlain(), null);
  }

  private void checkTag(Event event, @Nullable String tag, String path) {
    if (tag != null) {
      String shown = tag.replace("tag:yaml.org,2002:", "!!");
      problems.error(
          at(event), path, "the tag " + Quoted.plain(shown) + " is refused; leave it out");
    }
  }

  private void count(int more, Event event, String path) {
    nodes += more;
    if (nodes > MOST_NODES) {
      throw new Refusal(
          at(event),
          path,
          "the file holds more than 50,000 values, counting each alias as what it stands for");
    }
  }

  private Location at(Event event) {
    Mark mark = event.getStartMark();
    return new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** Sums up what the children of a collection cost. */
  private static final class Cost {
    private int size = 1;
    private int height = 1;
    private int aliases;

    void add(Built child) {
      size += child.size;
      height = Math.max(height, child.height + 1);
      aliases = Math.max(aliases, child.aliases);
    }

    Built of(LocatedNode node) {
      return new Built(node, size, height, aliases);
    }
  }

  /** Ends the reading of one file; becomes its problem. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Location at;
    private final String path;
    private final String message;

    Refusal(Location at, String path, String message) {
      super(message, null, false, false);
      this.at = at;
      this.path = path;
      this.message = message;
    }
  }
}
