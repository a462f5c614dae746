package dev.figleaf.sample.monolith;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** JSON from records, in the order of their components, and back. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  private Json() {}

  static Buffer write(Object value) {
    try {
      return Buffer.buffer(MAPPER.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a record from a body; a 400 when the body is not one. */
  static <T> T read(Buffer body, Class<T> type) {
    try {
      var value = MAPPER.readValue(body.getBytes(), type);
      if (value != null) {
        return value;
      }
    } catch (IOException e) {
      throw HttpError.badRequest("the body is not the JSON that is expected here");
    }
    throw HttpError.badRequest("the body is null");
  }
}
