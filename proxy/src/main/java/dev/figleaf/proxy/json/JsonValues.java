package dev.figleaf.proxy.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Between trees of JSON and the plain maps, lists and numbers that JSONata works on. */
final class JsonValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MOST = 200_000;

  private int count;

  private JsonValues() {}

  static @Nullable Object plain(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        node.properties().forEach(member -> map.put(member.getKey(), plain(member.getValue())));
        yield map;
      }
      case ARRAY -> {
        var list = new ArrayList<@Nullable Object>();
        node.forEach(item -> list.add(plain(item)));
        yield list;
      }
      case STRING -> node.textValue();
      case NUMBER -> number(node);
      case BOOLEAN -> node.booleanValue();
      case NULL, BINARY, MISSING, POJO -> null;
    };
  }

  private static Object number(JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToInt()) {
      return node.intValue();
    }
    return node.isIntegralNumber() && node.canConvertToLong()
        ? (Object) node.longValue()
        : (Object) node.doubleValue();
  }

  /** Empty when the value is no JSON, or passes a bound. */
  static Optional<JsonNode> node(@Nullable Object value) {
    try {
      return Optional.of(new JsonValues().built(value, 0));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private JsonNode built(@Nullable Object value, int depth) {
    if (depth > JsonReader.DEEPEST || ++count > MOST) {
      throw new IllegalArgumentException("too large");
    }
    return switch (value) {
      case null -> NODES.nullNode();
      case Map<?, ?> map -> object(map, depth);
      case List<?> list -> {
        var array = NODES.arrayNode();
        list.forEach(item -> array.add(built(item, depth + 1)));
        yield array;
      }
      case String text -> NODES.textNode(text);
      case Boolean truth -> NODES.booleanNode(truth);
      case Number number -> NODES.numberNode(exact(number));
      default -> throw new IllegalArgumentException("no JSON: " + value.getClass());
    };
  }

  private JsonNode object(Map<?, ?> map, int depth) {
    var object = NODES.objectNode();
    map.forEach((key, item) -> object.set(String.valueOf(key), built(item, depth + 1)));
    return object;
  }

  private static BigDecimal exact(Number number) {
    return switch (number) {
      case Integer whole -> BigDecimal.valueOf(whole);
      case Long whole -> BigDecimal.valueOf(whole);
      case BigDecimal exact -> exact;
      case BigInteger whole -> new BigDecimal(whole);
      default -> BigDecimal.valueOf(number.doubleValue()); // NaN and infinity throw
    };
  }
}
