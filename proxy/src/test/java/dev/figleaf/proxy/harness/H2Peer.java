package dev.figleaf.proxy.harness;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An upstream's end of an HTTP/2 connection, frame by frame (RFC 9113 §4).
 *
 * <p>SETTINGS and PING are acknowledged on the way; credit is given only where a test says so. Used
 * by one thread.
 */
public final class H2Peer {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int ACK = 0x1;
  private static final int END_STREAM = 0x1;
  private static final int END_HEADERS = 0x4;
  private static final int PADDED = 0x8;
  private static final int PRIORITY = 0x20;

  /** The types that tests look at. */
  public static final int DATA = 0;

  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  public static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;

  /**
   * A frame as it came.
   *
   * @param head what a frame of headers says; every one must be read, or the next makes no sense
   */
  public record Frame(int type, int flags, int stream, byte[] payload, @Nullable Head head) {
    public boolean endsStream() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    /** The error code of a RST_STREAM. */
    public int code() {
      return ByteBuffer.wrap(payload).getInt();
    }
  }

  /** A whole request on a stream; pseudo-headers stand among its headers. */
  public record Request(int stream, Head head, byte[] body, List<Head.Header> trailers) {
    public String header(String name) {
      return String.join("|", head.all(name));
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private final RawSocket socket;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true);
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private boolean answersPings = true;

  private H2Peer(RawSocket socket) {
    this.socket = socket;
  }

  /** Takes the preface of the other side and says how many streams it may open. */
  public static H2Peer accept(RawSocket socket, int maxStreams) throws IOException {
    var peer = new H2Peer(socket);
    String preface = new String(socket.read(PREFACE.length()), StandardCharsets.US_ASCII);
    if (!preface.equals(PREFACE)) {
      throw new AssertionError("not HTTP/2: " + preface);
    }
    peer.send(
        SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) 3).putInt(maxStreams).array());
    return peer;
  }

  public static H2Peer accept(RawSocket socket) throws IOException {
    return accept(socket, 100);
  }

  /** From now on a PING stays without an answer. */
  public void ignorePings() {
    answersPings = false;
  }

  // --- reading

  /** The next frame that is about a stream, or a GOAWAY. */
  public Frame next() throws IOException {
    while (true) {
      Frame frame = read();
      switch (frame.type()) {
        case SETTINGS -> {
          if ((frame.flags() & ACK) == 0) {
            send(SETTINGS, ACK, 0, new byte[0]);
          }
        }
        case PING -> {
          if ((frame.flags() & ACK) == 0 && answersPings) {
            send(PING, ACK, 0, frame.payload());
          }
        }
        case DATA, HEADERS, RST_STREAM, GOAWAY -> {
          return frame;
        }
        default -> {}
      }
    }
  }

  private Frame read() throws IOException {
    ByteBuffer head = ByteBuffer.wrap(socket.read(9));
    int length = (head.get() & 0xff) << 16 | (head.get() & 0xff) << 8 | (head.get() & 0xff);
    int type = head.get();
    int flags = head.get();
    int stream = head.getInt() & 0x7fffffff;
    byte[] payload = socket.read(length);
    Head headers = type == HEADERS ? headers(flags, stream, payload) : null;
    return new Frame(type, flags, stream, payload, headers);
  }

  /**
   * The next whole request, when no other comes between its frames. What is still said about
   * streams before it is of no interest.
   */
  public Request request() throws IOException {
    Frame first = next();
    while (first.type() != HEADERS) {
      first = next();
    }
    Head head = Objects.requireNonNull(first.head());
    var body = new ByteArrayOutputStream();
    List<Head.Header> trailers = List.of();
    for (Frame at = first; !at.endsStream(); ) {
      at = next();
      switch (at.type()) {
        case DATA -> body.writeBytes(at.payload());
        case HEADERS -> trailers = Objects.requireNonNull(at.head()).headers();
        default -> throw new AssertionError("a request that breaks off: " + at);
      }
    }
    return new Request(first.stream(), head, body.toByteArray(), trailers);
  }

  /** The next frame, which must be of this type. */
  public Frame next(int type) throws IOException {
    Frame frame = next();
    if (frame.type() != type) {
      throw new AssertionError("a frame of type " + frame.type() + " instead of " + type);
    }
    return frame;
  }

  private Head headers(int flags, int stream, byte[] payload) {
    if ((flags & END_HEADERS) == 0 || (flags & PADDED) != 0) {
      throw new AssertionError("more than this reader needs to know");
    }
    ByteBuf block = Unpooled.wrappedBuffer(payload);
    block.skipBytes((flags & PRIORITY) != 0 ? 5 : 0);
    var all = new ArrayList<Head.Header>();
    try {
      decoder
          .decodeHeaders(stream, block)
          .forEach(
              header ->
                  all.add(
                      new Head.Header(header.getKey().toString(), header.getValue().toString())));
    } catch (Http2Exception e) {
      throw new AssertionError("headers that are not valid", e);
    }
    return new Head("", all);
  }

  // --- writing

  /** A block of headers or trailers; names and values in turn. */
  public H2Peer headers(int stream, boolean end, String... namesAndValues) throws IOException {
    var headers = new DefaultHttp2Headers(false);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    ByteBuf block = Unpooled.buffer();
    try {
      encoder.encodeHeaders(stream, headers, block);
    } catch (Http2Exception e) {
      throw new AssertionError(e);
    }
    byte[] bytes = new byte[block.readableBytes()];
    block.readBytes(bytes);
    return send(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, bytes);
  }

  public H2Peer data(int stream, boolean end, String text) throws IOException {
    return data(stream, end, text.getBytes(StandardCharsets.UTF_8));
  }

  public H2Peer data(int stream, boolean end, byte[] bytes) throws IOException {
    return send(DATA, end ? END_STREAM : 0, stream, bytes);
  }

  /** A whole answer. */
  public H2Peer answer(int stream, int status, String body) throws IOException {
    return headers(stream, false, ":status", Integer.toString(status)).data(stream, true, body);
  }

  public H2Peer reset(int stream, int code) throws IOException {
    return send(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(code).array());
  }

  public H2Peer goAway(int lastStream) throws IOException {
    return send(GOAWAY, 0, 0, ByteBuffer.allocate(8).putInt(lastStream).putInt(0).array());
  }

  /** Leave to send so many bytes more, on the connection (0) or a stream. */
  public H2Peer credit(int stream, int bytes) throws IOException {
    return send(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
  }

  private H2Peer send(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    socket.send(frame.array());
    return this;
  }
}
