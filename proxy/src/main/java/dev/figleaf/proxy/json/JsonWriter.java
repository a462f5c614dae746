package dev.figleaf.proxy.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Writes JSON as it was read: every digit of a number stays. Safe to share. */
public final class JsonWriter {
  private static final ObjectWriter WRITER = JsonMapper.builder().build().writer();

  private JsonWriter() {}

  /** The value in UTF-8, without blanks. */
  public static byte[] bytes(JsonNode value) {
    try {
      return WRITER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that cannot be written", e);
    }
  }
}
