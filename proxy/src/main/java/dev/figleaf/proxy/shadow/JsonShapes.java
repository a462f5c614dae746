package dev.figleaf.proxy.shadow;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of JSON values, as rules look at them: what is ignored or tolerated counts for nothing,
 * arrays without order hash alike in any. Each object and array is hashed once. Belongs to one
 * comparison.
 */
final class JsonShapes {
  private static final List<String> NAMES =
      List.of("id", "uuid", "key", "code", "sku", "number", "name", "href");

  private final Map<JsonNode, Long> known = new IdentityHashMap<>();

  /** The items of an array, for aligning them. */
  Alignment.Side side(JsonNode array, PathSet.Cursor items) {
    var side = Alignment.Side.of(array.size());
    for (int i = 0; i < array.size(); i++) {
      side.contents()[i] = hash(array.get(i), items);
      side.keys()[i] = key(array.get(i), items);
    }
    return side;
  }

  /** The hash of the field that names an object; 0 where none does. */
  private static long key(JsonNode item, PathSet.Cursor at) {
    if (!item.isObject()) {
      return 0;
    }
    for (String name : NAMES) {
      @Nullable JsonNode value = item.get(name);
      if (value != null && (value.isTextual() || value.isNumber()) && !at.name(name).isNamed()) {
        return Hashes.then(Hashes.text(name), Hashes.text(value.asText())) | 1;
      }
    }
    return 0;
  }

  private long hash(JsonNode node, PathSet.Cursor at) {
    if (at.isNamed() && !at.is(Shaping.Sort.class)) {
      return Hashes.NOTHING;
    }
    return switch (node.getNodeType()) {
      case OBJECT, ARRAY -> container(node, at);
      case STRING -> Hashes.then(1, Hashes.text(node.textValue()));
      case NUMBER ->
          node.isIntegralNumber() && node.canConvertToLong()
              ? Hashes.number(BigDecimal.valueOf(node.longValue()))
              : Hashes.number(node.decimalValue());
      case BOOLEAN -> node.booleanValue() ? 3 : 5;
      case NULL, BINARY, MISSING, POJO -> 7;
    };
  }

  private long container(JsonNode node, PathSet.Cursor at) {
    @Nullable Long before = known.get(node);
    if (before != null) {
      return before;
    }
    long hash = node.isObject() ? object(node, at) : array(node, at);
    known.put(node, hash);
    return hash;
  }

  private long object(JsonNode node, PathSet.Cursor at) {
    long sum = 11;
    for (Entry<String, JsonNode> member : node.properties()) {
      PathSet.Cursor below = at.name(member.getKey());
      if (!below.is(Shaping.Ignore.class)) {
        sum += Hashes.then(Hashes.text(member.getKey()), hash(member.getValue(), below));
      }
    }
    return Hashes.mixed(sum);
  }

  private long array(JsonNode node, PathSet.Cursor at) {
    boolean sorted = at.is(Shaping.Sort.class);
    PathSet.Cursor items = at.items();
    long all = 13;
    for (JsonNode item : node) {
      long hash = hash(item, items);
      all = sorted ? all + Hashes.mixed(hash) : Hashes.then(all, hash);
    }
    return Hashes.mixed(all);
  }
}
