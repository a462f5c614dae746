package dev.figleaf.proxy.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.rules.PartSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a part keeps of its answer, drops and renames: by the names of the upstream, in each element
 * where there is an array. The value itself is not changed. Immutable.
 */
final class Members {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Members by name; what is named itself has a word. */
  private static final class Tree {
    private final Map<String, Tree> below = new HashMap<>();
    private @Nullable String word;

    void add(String path, String said) {
      Tree at = this;
      for (String name : path.split("\\.")) {
        at = at.below.computeIfAbsent(name, _ -> new Tree());
      }
      at.word = said;
    }

    boolean isEmpty() {
      return below.isEmpty();
    }
  }

  private final Tree keep = new Tree();
  private final Tree drop = new Tree();
  private final Tree rename = new Tree();

  Members(PartSpec part) {
    part.keep().forEach(path -> keep.add(path, path));
    part.drop().forEach(path -> drop.add(path, path));
    part.rename().forEach(rename::add);
  }

  JsonNode shaped(JsonNode value) {
    JsonNode shaped = value;
    shaped = drop.isEmpty() ? shaped : dropped(shaped, drop);
    shaped = keep.isEmpty() ? shaped : kept(shaped, keep);
    return rename.isEmpty() ? shaped : renamed(shaped, rename);
  }

  private static JsonNode dropped(JsonNode value, Tree tree) {
    return each(
        value,
        tree,
        (made, name, member, below) -> {
          if (below == null || below.word == null) {
            made.set(name, below == null ? member : dropped(member, below));
          }
        });
  }

  private static JsonNode kept(JsonNode value, Tree tree) {
    return each(
        value,
        tree,
        (made, name, member, below) -> {
          if (below != null && below.word != null) {
            made.set(name, member);
          } else if (below != null && member.isContainerNode()) {
            made.set(name, kept(member, below));
          }
        });
  }

  private static JsonNode renamed(JsonNode value, Tree tree) {
    return each(
        value,
        tree,
        (made, name, member, below) -> {
          String called = below == null || below.word == null ? name : below.word;
          made.set(called, below == null ? member : renamed(member, below));
        });
  }

  private interface Taking {
    void take(ObjectNode made, String name, JsonNode member, @Nullable Tree below);
  }

  private static JsonNode each(JsonNode value, Tree tree, Taking taking) {
    if (value.isArray()) {
      return array(value, element -> each(element, tree, taking));
    }
    if (!value.isObject() || tree.isEmpty()) {
      return value;
    }
    var made = JSON.objectNode();
    value
        .properties()
        .forEach(
            member ->
                taking.take(
                    made, member.getKey(), member.getValue(), tree.below.get(member.getKey())));
    return made;
  }

  private static JsonNode array(JsonNode value, Function<JsonNode, JsonNode> made) {
    var array = JSON.arrayNode(value.size());
    value.forEach(element -> array.add(made.apply(element)));
    return array;
  }
}
