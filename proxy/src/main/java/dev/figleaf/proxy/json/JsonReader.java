package dev.figleaf.proxy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON exactly: numbers keep every digit, a key that stands twice is refused (RFC 8259 §4
 * leaves its meaning open), nesting, numbers and names are bounded. Safe to share.
 */
public final class JsonReader {
  /** The deepest nesting that is read. */
  public static final int DEEPEST = 200;

  private static final int LONGEST_NUMBER = 1_000;
  private static final ObjectReader READER = reader();
  private static final JsonFactory CHECKING =
      factory().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private JsonReader() {}

  private static JsonFactoryBuilder factory() {
    // Names come from strangers: interning and remembering them would fill memory that all share.
    return new JsonFactoryBuilder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxNumberLength(LONGEST_NUMBER)
                .build());
  }

  private static ObjectReader reader() {
    return JsonMapper.builder(factory().build())
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
    if (isPlainUtf8(text)) {
      String decoded = decoded(text);
      return decoded == null ? Optional.empty() : read(decoded);
    }
    try {
      JsonNode root = READER.readTree(text);
      return root.isMissingNode() ? Optional.empty() : Optional.of(root);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /**
   * The same for a value that nobody looks into: it is checked as strictly, and will be written as
   * it came, blanks included, where it is in UTF-8.
   *
   * @param text nobody changes it any more
   */
  public static Optional<JsonNode> verbatim(byte[] text) {
    if (!isPlainUtf8(text)) {
      return read(text);
    }
    String decoded = decoded(text);
    return decoded != null && isValue(decoded)
        ? Optional.of(new VerbatimNode(text))
        : Optional.empty();
  }

  private static boolean isValue(String text) {
    try (JsonParser parser = CHECKING.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException _) {
      return false;
    }
  }

  /** Whether it can be nothing else, and has no mark in front of it. */
  private static boolean isPlainUtf8(byte[] text) {
    return text.length > 0
        && text[0] > 0
        && (text.length == 1 || (text[1] != 0 && (text.length < 4 || text[2] != 0)));
  }

  /** Null for what is no UTF-8. */
  private static @Nullable String decoded(byte[] text) {
    String decoded = new String(text, StandardCharsets.UTF_8);
    // What is wrong becomes this sign; but it may stand there itself.
    return decoded.indexOf('\uFFFD') < 0
            || Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), text)
        ? decoded
        : null;
  }
}
