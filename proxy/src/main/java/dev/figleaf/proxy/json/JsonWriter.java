package dev.figleaf.proxy.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

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

  /**
   * The same, where it is no longer than that.
   *
   * @param most in bytes
   */
  public static Optional<byte[]> bytes(JsonNode value, long most) {
    try (var out = new BoundedBytes(most)) {
      WRITER.writeValue(out, value);
      return Optional.of(out.toByteArray());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Bytes in memory, up to a limit. */
  private static final class BoundedBytes extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long most;

    BoundedBytes(long most) {
      this.most = most;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] some, int from, int length) throws IOException {
      if (bytes.size() + (long) length > most) {
        throw new IOException("more than " + most + " bytes");
      }
      bytes.write(some, from, length);
    }

    byte[] toByteArray() {
      return bytes.toByteArray();
    }
  }
}
