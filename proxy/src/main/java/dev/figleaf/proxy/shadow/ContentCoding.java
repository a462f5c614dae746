package dev.figleaf.proxy.shadow;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;

/** Takes content codings off a body (RFC 9110 §8.4.1), within bounds. */
final class ContentCoding {
  /** The most bytes that one body is decoded to, whatever it claims. */
  static final int LARGEST = 4 << 20;

  private static final int MOST_CODINGS = 3;
  private static final int PIECE = 16 << 10;
  private static final int ZSTD_WINDOW_LOG = 23; // 8 MiB, what RFC 8878 §3.1.1.1.2 recommends

  /** What decoding came to. */
  sealed interface Decoded {
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Bytes(byte[] bytes) implements Decoded {}

    record Failed(Unread reason) implements Decoded {}
  }

  private ContentCoding() {}

  /** The codings that the headers name, in the order in which they were put on. */
  static List<String> of(List<HeaderField> headers) {
    var codings = new ArrayList<String>();
    HeaderField.values(headers, "content-encoding").stream()
        .flatMap(value -> List.of(value.split(",", MOST_CODINGS + 2)).stream())
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty() && !name.equals("identity"))
        .limit(MOST_CODINGS + 1L)
        .forEach(codings::add);
    return codings;
  }

  /** Takes the codings off, last one first. */
  static Decoded decode(byte[] body, List<String> codings) {
    if (codings.size() > MOST_CODINGS) {
      return new Decoded.Failed(Unread.TOO_MANY_CODINGS);
    }
    byte[] bytes = body;
    for (String coding : codings.reversed()) {
      switch (decode(bytes, coding)) {
        case Decoded.Bytes(var decoded) -> bytes = decoded;
        case Decoded.Failed failed -> {
          return failed;
        }
      }
    }
    return bytes.length > LARGEST ? new Decoded.Failed(Unread.TOO_LARGE) : new Decoded.Bytes(bytes);
  }

  private static Decoded decode(byte[] body, String coding) {
    try {
      return switch (coding) {
        case "gzip", "x-gzip" -> read(new GZIPInputStream(new ByteArrayInputStream(body), PIECE));
        case "deflate" -> deflate(body);
        case "br" -> read(new BrotliInputStream(new ByteArrayInputStream(body), PIECE));
        case "zstd" ->
            read(new ZstdInputStream(new ByteArrayInputStream(body)).setLongMax(ZSTD_WINDOW_LOG));
        default -> new Decoded.Failed(Unread.UNKNOWN_CODING);
      };
    } catch (IOException | RuntimeException _) {
      // The brotli decoder leaves its own checks as runtime exceptions on some malformed streams.
      return new Decoded.Failed(Unread.BROKEN_CODING);
    }
  }

  // RFC 9110 §8.4.1.2 means zlib; some servers send the bare stream.
  private static Decoded deflate(byte[] body) throws IOException {
    boolean zlib =
        body.length >= 2
            && (body[0] & 0x0f) == 8
            && ((body[0] & 0xff) << 8 | body[1] & 0xff) % 31 == 0;
    var inflater = new Inflater(!zlib);
    try {
      return read(new InflaterInputStream(new ByteArrayInputStream(body), inflater, PIECE));
    } finally {
      inflater.end();
    }
  }

  private static Decoded read(InputStream coded) throws IOException {
    try (coded) {
      var decoded = new ByteArrayOutputStream(PIECE);
      byte[] piece = new byte[PIECE];
      for (int count = coded.read(piece); count >= 0; count = coded.read(piece)) {
        if (decoded.size() + count > LARGEST) {
          return new Decoded.Failed(Unread.TOO_LARGE);
        }
        decoded.write(piece, 0, count);
      }
      return new Decoded.Bytes(decoded.toByteArray());
    }
  }
}
