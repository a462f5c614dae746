package dev.figleaf.proxy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads JSON exactly: numbers keep every digit, a key that stands twice is refused (RFC 8259 §4
 * leaves its meaning open), nesting, numbers and names are bounded. Safe to share.
 */
public final class JsonReader {
  /** The deepest nesting that is read. */
  public static final int DEEPEST = 200;

  private static final int LONGEST_NUMBER = 1_000;
  private static final ObjectReader READER = reader();

  private JsonReader() {}

  private static ObjectReader reader() {
    // Names come from strangers: interning and remembering them would fill memory that all share.
    var factory =
        JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build()
        .reader();
  }

  /** Empty when the text is not one JSON value, has a key twice, or passes a bound. */
  public static Optional<JsonNode> read(String text) {
    try {
      JsonNode root = READER.readTree(text);
      return root.isMissingNode() ? Optional.empty() : Optional.of(root);
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  /** The same for a text in UTF-8, UTF-16 or UTF-32 (RFC 8259 §8.1 means the first). */
  public static Optional<JsonNode> read(byte[] text) {
    try {
      JsonNode root = READER.readTree(text);
      return root.isMissingNode() ? Optional.empty() : Optional.of(root);
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
