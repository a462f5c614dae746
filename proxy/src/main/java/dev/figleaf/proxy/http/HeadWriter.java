package dev.figleaf.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes heads of HTTP/1.1 messages (RFC 9112 §2.1) as bytes.
 *
 * <p>A head is put together in an array that all heads of an event loop share, and copied once:
 * writing single characters into a pooled buffer costs several times as much. All text is Latin-1,
 * as its readers decode it; what the rules add is ASCII. Confined to its event loop.
 */
public final class HeadWriter {
  private static final int USUAL_BYTES = 4 * 1024;
  private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] RESPONSE = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OLD_RESPONSE = "HTTP/1.0 ".getBytes(StandardCharsets.US_ASCII);
  private static final AsciiString HOST = AsciiString.cached("Host");

  private byte[] bytes = new byte[USUAL_BYTES];
  private int length;

  /** The head of a request. */
  public ByteBuf request(
      CharSequence method,
      CharSequence uri,
      CharSequence host,
      HeaderList headers,
      ByteBufAllocator allocator) {
    length = 0;
    text(method);
    single(' ');
    text(uri);
    raw(VERSION);
    header(HOST, host);
    headers(headers);
    return finish(allocator);
  }

  /**
   * The head of a response, and its body behind it.
   *
   * @param old whether it goes to a client of HTTP/1.0
   * @param body empty where it follows, or where there is none
   */
  public ByteBuf response(
      boolean old,
      int status,
      String reason,
      HeaderList headers,
      ByteBuf body,
      ByteBufAllocator allocator) {
    length = 0;
    raw(old ? OLD_RESPONSE : RESPONSE);
    number(status);
    single(' ');
    text(reason);
    line();
    headers(headers);
    return finish(body, allocator);
  }

  /** A chunk of no length, which ends a body, with the trailers behind it (RFC 9112 §7.1). */
  public ByteBuf lastChunk(HeaderList trailers, ByteBufAllocator allocator) {
    length = 0;
    single('0');
    line();
    headers(trailers);
    return finish(allocator);
  }

  /** What stands before the bytes of a chunk. */
  public ByteBuf chunkSize(int size, ByteBufAllocator allocator) {
    length = 0;
    text(Integer.toHexString(size));
    line();
    return finish(allocator);
  }

  /** A whole chunk: its size, its bytes and its end. */
  public ByteBuf chunk(ByteBuf bytes, ByteBufAllocator allocator) {
    length = 0;
    text(Integer.toHexString(bytes.readableBytes()));
    line();
    ByteBuf whole = allocator.directBuffer(length + bytes.readableBytes() + 2);
    return whole
        .writeBytes(this.bytes, 0, length)
        .writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes())
        .writeByte('\r')
        .writeByte('\n');
  }

  private void headers(HeaderList headers) {
    for (int i = 0; i < headers.count(); i++) {
      header(headers.name(i), headers.value(i));
    }
    line();
  }

  private void header(CharSequence name, CharSequence value) {
    text(name);
    room(2);
    bytes[length++] = ':';
    bytes[length++] = ' ';
    text(value);
    line();
  }

  /** Three digits. */
  private void number(int status) {
    single((char) ('0' + status / 100));
    single((char) ('0' + status / 10 % 10));
    single((char) ('0' + status % 10));
  }

  private void line() {
    room(2);
    bytes[length++] = '\r';
    bytes[length++] = '\n';
  }

  private void single(char c) {
    room(1);
    bytes[length++] = (byte) c;
  }

  private void raw(byte[] text) {
    room(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
  }

  @SuppressWarnings("deprecation") // the one copy of Latin-1 text into an array that is there
  private void text(CharSequence text) {
    int more = text.length();
    room(more);
    if (text instanceof AsciiString ascii) {
      System.arraycopy(ascii.array(), ascii.arrayOffset(), bytes, length, more);
    } else {
      text.toString().getBytes(0, more, bytes, length);
    }
    length += more;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  private ByteBuf finish(ByteBufAllocator allocator) {
    return finish(Unpooled.EMPTY_BUFFER, allocator);
  }

  private ByteBuf finish(ByteBuf body, ByteBufAllocator allocator) {
    ByteBuf whole = allocator.directBuffer(length + body.readableBytes());
    whole.writeBytes(bytes, 0, length);
    whole.writeBytes(body, body.readerIndex(), body.readableBytes());
    if (bytes.length > 16 * USUAL_BYTES) {
      bytes = new byte[USUAL_BYTES];
    }
    return whole;
  }
}
