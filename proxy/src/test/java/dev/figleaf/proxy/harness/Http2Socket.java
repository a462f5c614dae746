package dev.figleaf.proxy.harness;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A client of HTTP/2 that writes frame by frame (RFC 9113 §4), for tests that care about them.
 *
 * <p>It acknowledges settings, and gives back the window of what it has read unless it was told to
 * be {@link #stingy}. Every read gives up after {@link RawSocket#PATIENCE}. Not thread-safe.
 */
public final class Http2Socket implements AutoCloseable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;
  public static final int ACK = 1;
  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;
  private static final int PRIORITIZED = 0x20;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /** One frame, as it came. */
  public record Frame(int type, int flags, int stream, byte[] payload) {
    public boolean has(int flag) {
      return (flags & flag) != 0;
    }

    /** The error code of a RST_STREAM or GOAWAY. */
    public long errorCode() {
      return Integer.toUnsignedLong(ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0));
    }

    /** The last stream that a GOAWAY names. */
    public int lastStream() {
      return ByteBuffer.wrap(payload).getInt(0);
    }
  }

  /** What came on one stream until it ended. */
  public static final class Answer {
    private final List<Http2Headers> heads = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private OptionalLong reset = OptionalLong.empty();
    private int dataFrames;
    private boolean ended;

    public int status() {
      return Integer.parseInt(head().status().toString());
    }

    /** The final head. */
    public Http2Headers head() {
      return heads.stream()
          .filter(head -> head.status() != null && head.status().charAt(0) != '1')
          .findFirst()
          .orElseThrow(() -> new AssertionError("no head came, but " + heads + reset));
    }

    /** Interim heads, the final one, and trailers. */
    public List<Http2Headers> heads() {
      return heads;
    }

    public String header(String name) {
      return String.valueOf(head().get(name));
    }

    public boolean has(String name) {
      return head().contains(name);
    }

    public String trailer(String name) {
      return String.valueOf(heads.getLast().get(name));
    }

    public byte[] body() {
      return body.toByteArray();
    }

    public String text() {
      return body.toString(StandardCharsets.UTF_8);
    }

    public int dataFrames() {
      return dataFrames;
    }

    /** The code of the RST_STREAM that ended it. */
    public OptionalLong reset() {
      return reset;
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final DefaultHttp2HeadersEncoder encoder =
      new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE);
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final Map<Integer, Answer> answers = new HashMap<>();
  private final List<Frame> others = new ArrayList<>();
  private boolean stingy;

  private Http2Socket(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout((int) RawSocket.PATIENCE.toMillis());
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    this.out = socket.getOutputStream();
  }

  /** Speaks on a connection that stands, and says its preface and these settings. */
  public static Http2Socket over(Socket socket, int... settings) throws IOException {
    var http2 = new Http2Socket(socket);
    http2.out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    var payload = ByteBuffer.allocate(settings.length / 2 * 6);
    for (int i = 0; i < settings.length; i += 2) {
      payload.putShort((short) settings[i]).putInt(settings[i + 1]);
    }
    return http2.send(SETTINGS, 0, 0, payload.array());
  }

  /** Gives no window back: the facade soon has to wait. */
  public Http2Socket stingy() {
    stingy = true;
    return this;
  }

  // --- writing

  public Http2Socket send(int type, int flags, int stream, byte... payload) throws IOException {
    out.write(frame(type, flags, stream, payload));
    return this;
  }

  /** A frame as bytes. */
  public static byte[] frame(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  public Http2Socket raw(byte[] bytes) throws IOException {
    out.write(bytes);
    return this;
  }

  /** A head of these names and values, in turn. */
  public Http2Socket headers(int stream, boolean end, String... namesAndValues) throws IOException {
    return send(
        HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(stream, namesAndValues));
  }

  /** The same as a header block. */
  public byte[] block(int stream, String... namesAndValues) {
    var headers = new DefaultHttp2Headers(false);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    ByteBuf block = Unpooled.buffer();
    try {
      encoder.encodeHeaders(stream, headers, block);
      byte[] bytes = new byte[block.readableBytes()];
      block.readBytes(bytes);
      return bytes;
    } catch (Http2Exception e) {
      throw new AssertionError(e);
    } finally {
      block.release();
    }
  }

  /** A request head with the four pseudo-headers and these headers. */
  public Http2Socket request(
      int stream, boolean end, String method, String path, String... namesAndValues)
      throws IOException {
    var all =
        new ArrayList<>(
            List.of(":method", method, ":scheme", scheme(), ":path", path, ":authority", "shop"));
    all.addAll(List.of(namesAndValues));
    return headers(stream, end, all.toArray(String[]::new));
  }

  private String scheme() {
    return socket instanceof javax.net.ssl.SSLSocket ? "https" : "http";
  }

  public Http2Socket get(int stream, String path, String... namesAndValues) throws IOException {
    return request(stream, true, "GET", path, namesAndValues);
  }

  public Http2Socket data(int stream, String text, boolean end) throws IOException {
    return data(stream, text.getBytes(StandardCharsets.UTF_8), end);
  }

  public Http2Socket data(int stream, byte[] bytes, boolean end) throws IOException {
    return send(DATA, end ? END_STREAM : 0, stream, bytes);
  }

  public Http2Socket reset(int stream, int code) throws IOException {
    return send(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(code).array());
  }

  public Http2Socket window(int stream, int bytes) throws IOException {
    return send(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
  }

  // --- reading

  /** Everything of this stream until it ends, one way or the other. */
  public Answer answer(int stream) throws IOException {
    Answer answer = answers.computeIfAbsent(stream, _ -> new Answer());
    while (!answer.ended && answer.reset.isEmpty()) {
      take(next());
    }
    answers.remove(stream);
    return answer;
  }

  /** What came on this stream until its head was there. */
  public Answer head(int stream) throws IOException {
    Answer answer = answers.computeIfAbsent(stream, _ -> new Answer());
    while (answer.heads.isEmpty() && answer.reset.isEmpty()) {
      take(next());
    }
    return answer;
  }

  /** What came on this stream until there are so many bytes of its body. */
  public Answer body(int stream, int bytes) throws IOException {
    Answer answer = answers.computeIfAbsent(stream, _ -> new Answer());
    while (answer.body.size() < bytes && answer.reset.isEmpty()) {
      take(next());
    }
    return answer;
  }

  /** The next frame of this type that belongs to no request; what came before is kept. */
  public Frame await(int type) throws IOException {
    while (true) {
      for (Frame frame : others) {
        if (frame.type() == type) {
          others.remove(frame);
          return frame;
        }
      }
      take(next());
    }
  }

  private void take(Frame frame) throws IOException {
    if (frame.stream() == 0 || frame.type() == WINDOW_UPDATE || frame.type() == PRIORITY) {
      others.add(frame);
      return;
    }
    Answer answer = answers.computeIfAbsent(frame.stream(), _ -> new Answer());
    switch (frame.type()) {
      case HEADERS -> answer.heads.add(decode(frame));
      case DATA -> {
        answer.body.writeBytes(frame.payload());
        answer.dataFrames++;
        giveBack(frame);
      }
      case RST_STREAM -> answer.reset = OptionalLong.of(frame.errorCode());
      default -> throw new AssertionError("an unexpected frame: " + frame);
    }
    answer.ended |= frame.type() != RST_STREAM && frame.has(END_STREAM);
  }

  private void giveBack(Frame data) throws IOException {
    if (!stingy && data.payload().length > 0) {
      window(0, data.payload().length);
      if (!data.has(END_STREAM)) {
        window(data.stream(), data.payload().length);
      }
    }
  }

  private Http2Headers decode(Frame frame) {
    if (!frame.has(END_HEADERS)) {
      throw new AssertionError("a head in several frames");
    }
    try {
      return decoder.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(block(frame)));
    } catch (Http2Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Without the priority that may stand before it. */
  private static byte[] block(Frame frame) {
    return frame.has(PRIORITIZED)
        ? java.util.Arrays.copyOfRange(frame.payload(), 5, frame.payload().length)
        : frame.payload();
  }

  /** The next frame of any kind. */
  public Frame next() throws IOException {
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt() & Integer.MAX_VALUE;
      var frame = new Frame(type, flags, stream, in.readNBytes(length));
      if (type == SETTINGS && !frame.has(ACK)) {
        send(SETTINGS, ACK, 0);
      }
      return frame;
    } catch (SocketTimeoutException _) {
      throw new AssertionError("nothing came for " + RawSocket.PATIENCE);
    }
  }

  /** Reads until the connection ends, and returns the last GOAWAY before that. */
  public Frame awaitGoAway() throws IOException {
    return goAwayBeforeEnd()
        .orElseThrow(() -> new AssertionError("the connection ended without a GOAWAY"));
  }

  /** The same, where the connection may end by a reset, which can overtake what was said. */
  public Optional<Frame> goAwayBeforeEnd() throws IOException {
    Frame last = null;
    try {
      while (true) {
        Frame frame = next();
        last = frame.type() == GOAWAY ? frame : last;
      }
    } catch (EOFException | SocketException _) {
      return Optional.ofNullable(last);
    }
  }

  /** Whether the connection ends, whatever comes before. */
  public boolean isEnded() throws IOException {
    try {
      while (true) {
        next();
      }
    } catch (EOFException | SocketException _) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
