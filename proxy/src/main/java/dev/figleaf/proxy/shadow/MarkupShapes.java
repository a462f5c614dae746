package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.MarkupNode.Element;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hashes of XML and HTML, as rules look at them. Belongs to one comparison. */
final class MarkupShapes {
  private final Map<Element, Long> known = new IdentityHashMap<>();

  Alignment.Side side(List<MarkupNode> children, PathSet.Cursor parent) {
    var side = Alignment.Side.of(children.size());
    for (int i = 0; i < children.size(); i++) {
      MarkupNode child = children.get(i);
      side.contents()[i] = hash(child, parent);
      side.keys()[i] = key(child);
    }
    return side;
  }

  /** An element belongs to one with its name and id; a text to any text. */
  private static long key(MarkupNode node) {
    return switch (node) {
      case MarkupNode.Text _ -> 1;
      case Element element ->
          Hashes.then(
                  Hashes.text(element.name()),
                  Hashes.text(element.attributes().getOrDefault("id", "")))
              | 1;
    };
  }

  private long hash(MarkupNode node, PathSet.Cursor parent) {
    return switch (node) {
      case MarkupNode.Text(String text) -> Hashes.text(text);
      case Element element -> {
        PathSet.Cursor at = parent.name(element.name());
        yield at.is(Shaping.Ignore.class) ? Hashes.NOTHING : element(element, at);
      }
    };
  }

  private long element(Element element, PathSet.Cursor at) {
    @Nullable Long before = known.get(element);
    if (before != null) {
      return before;
    }
    long hash = Hashes.then(Hashes.text(element.name()), Hashes.text(element.namespace()));
    for (var attribute : element.attributes().entrySet()) {
      boolean named = at.attribute(attribute.getKey()).isNamed();
      hash = Hashes.then(hash, Hashes.text(attribute.getKey()));
      hash = Hashes.then(hash, named ? Hashes.NOTHING : Hashes.text(attribute.getValue()));
    }
    for (MarkupNode child : element.children()) {
      boolean lenient = child instanceof MarkupNode.Text && at.isNamed();
      hash = Hashes.then(hash, lenient ? Hashes.NOTHING : hash(child, at));
    }
    known.put(element, hash);
    return hash;
  }
}
