package dev.figleaf.proxy.harness;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One end of a TCP connection, for tests that care about bytes: a client of the facade, or an
 * upstream under it.
 *
 * <p>Text is ISO 8859-1, so that every byte is a character. Every read gives up after {@link
 * #PATIENCE} with an {@link AssertionError}. Not thread-safe.
 */
public final class RawSocket implements AutoCloseable {
  /** How long a test waits for what should come at once. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final byte[] NOTHING = new byte[0];

  /** How the other side ended the connection. */
  public enum End {
    /** In order, with a FIN. */
    CLOSED,
    /** By a RST. */
    RESET
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private int bufferBytes = 128 * 1024;
  private byte[] buffer = NOTHING;
  private int at;
  private int limit;

  RawSocket(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.setTcpNoDelay(true);
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /** Connects to a port of this machine. */
  public static RawSocket connect(int port) throws IOException {
    return connect(port, 0);
  }

  /** Connects with a receive buffer of so many bytes, so that the other side soon has to wait. */
  static RawSocket connect(int port, int receiveBuffer) throws IOException {
    var socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
    return new RawSocket(socket);
  }

  /** One of very many, which reads little at a time. */
  public static RawSocket small(int port) throws IOException {
    RawSocket small = connect(port);
    small.bufferBytes = 1024;
    return small;
  }

  /** One of very many, which waits for as long as it takes. */
  public static RawSocket patient(Socket socket) throws IOException {
    var patient = new RawSocket(socket);
    socket.setSoTimeout(0);
    patient.bufferBytes = 1024;
    return patient;
  }

  // --- writing

  public RawSocket send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawSocket send(byte[] bytes) throws IOException {
    return send(bytes, bytes.length);
  }

  public RawSocket send(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
    return this;
  }

  /** One chunk of the chunked coding. */
  public RawSocket sendChunk(byte[] data) throws IOException {
    var framed = new ByteArrayOutputStream(data.length + 16);
    framed.writeBytes((Integer.toHexString(data.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
    framed.writeBytes(data);
    framed.writeBytes(new byte[] {'\r', '\n'});
    return send(framed.toByteArray());
  }

  /** Says that no more will be sent (FIN); reading goes on. */
  public void finish() throws IOException {
    socket.shutdownOutput();
  }

  /** Breaks the connection off with a RST. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Closes it for good: tests with many connections remember each of them. */
  void closeAndForget() throws IOException {
    socket.close();
    buffer = NOTHING;
    at = 0;
    limit = 0;
  }

  public int localPort() {
    return socket.getLocalPort();
  }

  // --- reading

  /** What is there in one read, or empty at the end. */
  public byte[] readOnce() throws IOException {
    if (at == limit && !fill()) {
      return new byte[0];
    }
    byte[] got = Arrays.copyOfRange(buffer, at, limit);
    at = limit;
    return got;
  }

  private boolean fill() throws IOException {
    if (buffer == NOTHING) {
      buffer = new byte[bufferBytes];
    }
    try {
      int n = in.read(buffer);
      at = 0;
      limit = Math.max(0, n);
      return n > 0;
    } catch (SocketTimeoutException _) {
      throw new AssertionError("nothing came for " + PATIENCE);
    }
  }

  private int read() throws IOException {
    if (at == limit && !fill()) {
      throw new EOFException("the other side closed the connection in the middle");
    }
    return buffer[at++] & 0xff;
  }

  /** Exactly so many bytes. */
  public byte[] read(int count) throws IOException {
    byte[] got = new byte[count];
    for (int filled = 0; filled < count; ) {
      if (at == limit && !fill()) {
        throw new EOFException("closed after " + filled + " of " + count + " bytes");
      }
      int n = Math.min(count - filled, limit - at);
      System.arraycopy(buffer, at, got, filled, n);
      at += n;
      filled += n;
    }
    return got;
  }

  /** Everything until the other side closes in order. */
  public byte[] readToEnd() throws IOException {
    var all = new ByteArrayOutputStream();
    for (byte[] got = readOnce(); got.length > 0; got = readOnce()) {
      all.writeBytes(got);
    }
    return all.toByteArray();
  }

  /** A line without its CRLF. */
  public String readLine() throws IOException {
    var line = new StringBuilder();
    for (int c = read(); c != '\n'; c = read()) {
      line.append((char) c);
    }
    if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
      throw new AssertionError("a line that does not end in CRLF: " + line);
    }
    return line.substring(0, line.length() - 1);
  }

  /** A start line and headers, up to and with the empty line. */
  public Head readHead() throws IOException {
    return new Head(readLine(), readHeaders());
  }

  private List<Head.Header> readHeaders() throws IOException {
    var headers = new ArrayList<Head.Header>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new AssertionError("not a header: " + line);
      }
      headers.add(new Head.Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return headers;
  }

  /** The next whole request, or nothing when the other side has closed the connection. */
  public Optional<Message> readRequest() throws IOException {
    if (at == limit && !fill()) {
      return Optional.empty();
    }
    Head head = readHead();
    return Optional.of(
        head.isChunked() ? readChunked(head) : new Message(head, read(head.length()), List.of()));
  }

  /** The next answer to a request that was no HEAD; interim ones count. */
  public Message readAnswer() throws IOException {
    return readAnswer("GET");
  }

  /** The next answer to a request of this method. */
  public Message readAnswer(String method) throws IOException {
    return readAnswerBody(method, readHead());
  }

  /** What follows a head that was read already. */
  public Message readAnswerBody(String method, Head head) throws IOException {
    int status = new Message(head, new byte[0], List.of()).status();
    if (method.equals("HEAD") || status == 204 || status == 304 || status / 100 == 1) {
      return new Message(head, new byte[0], List.of());
    }
    if (head.isChunked()) {
      return readChunked(head);
    }
    return new Message(
        head, head.has("Content-Length") ? read(head.length()) : readToEnd(), List.of());
  }

  /** The next final answer; those before it are skipped. */
  public Message readFinalAnswer(String method) throws IOException {
    Message answer = readAnswer(method);
    while (answer.isInterim()) {
      answer = readAnswer(method);
    }
    return answer;
  }

  private Message readChunked(Head head) throws IOException {
    var body = new ByteArrayOutputStream();
    for (byte[] chunk = readChunk(); chunk != null; chunk = readChunk()) {
      body.writeBytes(chunk);
    }
    return new Message(head, body.toByteArray(), readHeaders());
  }

  /** The next chunk, or null for the last one; the trailers are still to be read then. */
  private byte @Nullable [] readChunk() throws IOException {
    int size = Integer.parseInt(readLine().split(";", 2)[0], 16);
    if (size == 0) {
      return null;
    }
    byte[] data = read(size);
    if (!readLine().isEmpty()) {
      throw new AssertionError("a chunk that is longer than its size");
    }
    return data;
  }

  /** Waits until the other side ends the connection; what it still sends is thrown away. */
  public End awaitEnd() throws IOException {
    try {
      while (readOnce().length > 0) {
        // what comes before the end does not matter
      }
      return End.CLOSED;
    } catch (SocketException _) {
      return End.RESET;
    }
  }
}
