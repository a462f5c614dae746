package dev.figleaf.proxy.handler.transform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.json.Expression;
import dev.figleaf.proxy.json.JsonReader;
import dev.figleaf.proxy.json.JsonWriter;
import dev.figleaf.proxy.upstream.Transform.Made;
import java.util.Map;
import java.util.Optional;

/**
 * How one body changes. On any thread, once.
 *
 * @param variables what the expression reads besides the body
 * @param most the longest body that may be made
 */
record BodyChange(Expression expression, Map<String, JsonNode> variables, long most) {

  /** What becomes of a body within so much time; empty where more of it may help. */
  Optional<Made> apply(byte[] body, int millis) {
    Optional<JsonNode> read = JsonReader.read(body);
    if (read.isEmpty()) {
      return Optional.of(new Made.NotJson());
    }
    // A body of nothing is what no model has: the expression did not find what it looked for.
    return expression
        .apply(read.get(), variables, millis)
        .filter(made -> !made.isNull())
        .flatMap(made -> JsonWriter.bytes(made, most))
        .map(Made.Body::new);
  }
}
