package dev.figleaf.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Whether two texts are the same JSON: members in any order, {@code 1.0} as good as {@code 1}. */
final class SameJson {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private SameJson() {}

  static boolean is(String expected, String actual) {
    try {
      return READER.readTree(expected).equals(SameJson::compare, READER.readTree(actual));
    } catch (JsonProcessingException _) {
      return false;
    }
  }

  /** 0 where two values, neither of which holds others, are the same. */
  private static int compare(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue());
    }
    return one.equals(other) ? 0 : 1;
  }
}
