package dev.figleaf.proxy.shadow;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The text of a body: by its byte order mark, then by the charset of its media type, then as UTF-8,
 * and as ISO-8859-1 where it is none.
 */
final class BodyText {
  private BodyText() {}

  /** Empty when the bytes are no text in the charset that they claim. */
  static Optional<String> of(byte[] bytes, Optional<Charset> claimed) {
    Optional<Charset> marked = mark(bytes);
    if (marked.isPresent()) {
      int skip = marked.get() == StandardCharsets.UTF_8 ? 3 : 2;
      return decode(ByteBuffer.wrap(bytes, skip, bytes.length - skip), marked.get());
    }
    if (claimed.isPresent()) {
      return decode(ByteBuffer.wrap(bytes), claimed.get());
    }
    return decode(ByteBuffer.wrap(bytes), StandardCharsets.UTF_8)
        .or(() -> Optional.of(new String(bytes, StandardCharsets.ISO_8859_1)));
  }

  /** The charset that a byte order mark names. */
  static Optional<Charset> mark(byte[] bytes) {
    int first = at(bytes, 0) << 8 | at(bytes, 1);
    if (first == 0xFEFF) {
      return Optional.of(StandardCharsets.UTF_16BE);
    }
    if (first == 0xFFFE) {
      return Optional.of(StandardCharsets.UTF_16LE);
    }
    return first == 0xEFBB && at(bytes, 2) == 0xBF
        ? Optional.of(StandardCharsets.UTF_8)
        : Optional.empty();
  }

  private static int at(byte[] bytes, int index) {
    return index < bytes.length ? bytes[index] & 0xff : 0;
  }

  private static Optional<String> decode(ByteBuffer bytes, Charset charset) {
    try {
      return Optional.of(
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(bytes)
              .toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }
}
