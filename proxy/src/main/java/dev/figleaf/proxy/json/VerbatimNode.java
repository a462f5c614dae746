package dev.figleaf.proxy.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JSON value that was read for nothing but its being one, and is written byte by byte as it came.
 * Nobody can look into it.
 */
final class VerbatimNode extends ValueNode {
  private static final long serialVersionUID = 1L;

  private final byte[] text;

  /**
   * @param text one value in UTF-8; nobody changes it
   */
  VerbatimNode(byte[] text) {
    this.text = text;
  }

  @Override
  public JsonNodeType getNodeType() {
    return JsonNodeType.POJO;
  }

  @Override
  public JsonToken asToken() {
    return JsonToken.VALUE_EMBEDDED_OBJECT;
  }

  @Override
  public String asText() {
    return new String(text, StandardCharsets.UTF_8);
  }

  @Override
  public void serialize(JsonGenerator to, SerializerProvider provider) throws IOException {
    // What stands before a value, then the value past the generator, which knows chars only.
    to.writeRawValue("");
    to.flush();
    if (to.getOutputTarget() instanceof OutputStream bytes) {
      bytes.write(text);
    } else {
      to.writeRaw(asText());
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerbatimNode node && Arrays.equals(text, node.text);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(text);
  }
}
