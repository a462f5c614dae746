package dev.figleaf.proxy.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds values inside of the answers of parts. */
final class PartValues {
  private static final int LONGEST_NUMBER = 64;

  private PartValues() {}

  /** A member of a member; missing where there is none. */
  static JsonNode at(JsonNode value, List<String> path) {
    JsonNode at = value;
    for (String name : path) {
      at = at.isArray() && isIndex(name) ? at.path(Integer.parseInt(name)) : at.path(name);
    }
    return at;
  }

  private static boolean isIndex(String name) {
    return name.length() < 7 && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /**
   * The elements of an array; what stands under a list is taken of all its elements.
   *
   * @return null where there is no array
   */
  static @Nullable List<JsonNode> elements(JsonNode value, List<String> path) {
    if (path.isEmpty()) {
      return value.isArray() ? listed(value) : null;
    }
    List<String> rest = path.subList(1, path.size());
    if (!value.isArray() || isIndex(path.getFirst())) {
      return elements(at(value, path.subList(0, 1)), rest);
    }
    var all = new ArrayList<JsonNode>();
    for (JsonNode element : value) {
      JsonNode below = element.path(path.getFirst());
      if (rest.isEmpty() && !below.isArray()) {
        if (!below.isMissingNode() && !below.isNull()) {
          all.add(below);
        }
      } else {
        List<JsonNode> found = elements(below, rest);
        all.addAll(found == null ? List.of() : found);
      }
    }
    return all;
  }

  private static List<JsonNode> listed(JsonNode array) {
    var all = new ArrayList<JsonNode>(array.size());
    array.forEach(all::add);
    return all;
  }

  /** A text, a number or a truth as text; null for all else. */
  static @Nullable String text(JsonNode value) {
    if (value instanceof MissingNode || !value.isValueNode() || value.isNull()) {
      return null;
    }
    String text = value.asText();
    return value.isNumber() && text.length() > LONGEST_NUMBER ? null : text;
  }
}
