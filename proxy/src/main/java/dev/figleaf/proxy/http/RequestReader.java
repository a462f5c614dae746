package dev.figleaf.proxy.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the head of a request of HTTP/1 (RFC 9112 §3, §5) in one pass over its bytes: three words
 * with one space between each two, and field lines.
 *
 * <p>What a target may be, and which headers go together, is not its matter. One reads the heads of
 * all connections of an event loop, one after the other; what it tells of a head holds until the
 * next one.
 */
public final class RequestReader {

  /** How far a head has come. */
  public enum Result {
    /** It is not all here. */
    MORE,
    /** It is whole. */
    WHOLE,
    /** It is no head of a request. */
    UNREADABLE,
    /** Its first line is too long. */
    LINE_TOO_LONG,
    /** Its headers are too large. */
    TOO_LARGE,
    /** It has too many headers. */
    TOO_MANY,
    /** Its version is neither 1.0 nor 1.1. */
    UNKNOWN_VERSION
  }

  private static final int FIRST_LOOK = 1024;
  private static final HeaderList NONE = HeaderList.ofSize(0);
  private static final byte[] HTTP_1 = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
  private static final HttpMethod[] METHODS = {
    HttpMethod.GET,
    HttpMethod.POST,
    HttpMethod.HEAD,
    HttpMethod.PUT,
    HttpMethod.DELETE,
    HttpMethod.OPTIONS,
    HttpMethod.PATCH
  };
  private static final byte[][] METHOD_NAMES =
      Arrays.stream(METHODS)
          .map(method -> method.name().getBytes(StandardCharsets.US_ASCII))
          .toArray(byte[][]::new);

  private final int mostLine;
  private final int mostBytes;
  private final FieldReader fields;
  private HttpMethod method = HttpMethod.GET;
  private String target = "";
  private HttpVersion version = HttpVersion.HTTP_1_1;
  private HeaderList headers = NONE;
  private int length;
  private int lineEnd;
  private int targetFrom;
  private int targetTo;

  /**
   * Makes a reader.
   *
   * @param mostLine the most bytes of a first line
   * @param mostBytes the most of all headers
   * @param mostHeaders the most headers
   */
  public RequestReader(int mostLine, int mostBytes, int mostHeaders) {
    this.mostLine = mostLine;
    this.mostBytes = mostBytes;
    this.fields = new FieldReader(mostHeaders);
  }

  /** What the first word says; GET where there is none that can be read. */
  public HttpMethod method() {
    return method;
  }

  public String target() {
    return target;
  }

  public HttpVersion version() {
    return version;
  }

  public HeaderList headers() {
    return headers;
  }

  /** How many bytes a whole head takes. */
  public int length() {
    return length;
  }

  public boolean isWhole() {
    return length > 0;
  }

  /**
   * Whether a head can have become more than it was: not every byte that comes alone is worth
   * reading it all again.
   *
   * @param seen how many of these bytes had come before, and been looked at
   */
  public boolean isWorthALook(ByteBuf in, int seen) {
    int here = in.readableBytes();
    return seen == 0
        || (seen <= mostLine && here > mostLine)
        || here > mostLine + mostBytes
        || mayEnd(in, seen);
  }

  /** Reads the trailers of a body, too, which end like a head. */
  FieldReader fields() {
    return fields;
  }

  int mostBytes() {
    return mostBytes;
  }

  /** Looks at a head that begins at the first of these bytes, and leaves them where they are. */
  public Result read(ByteBuf in) {
    int most = mostLine + mostBytes + 4;
    int looked = FIRST_LOOK;
    Result result = look(in, Math.min(looked, most));
    while (result == Result.MORE && looked < Math.min(in.readableBytes(), most)) {
      looked *= 4;
      result = look(in, Math.min(looked, most));
    }
    fields.trim();
    return result;
  }

  private Result look(ByteBuf in, int limit) {
    method = HttpMethod.GET;
    version = HttpVersion.HTTP_1_1;
    target = "";
    headers = NONE;
    length = 0;
    lineEnd = FieldReader.MORE;
    byte[] bytes = fields.load(in, limit);
    Result line = line(bytes, fields.length());
    return line == Result.WHOLE ? headers(bytes) : line;
  }

  private Result headers(byte[] bytes) {
    if (lineEnd > mostLine + 2) {
      return Result.LINE_TOO_LONG;
    }
    int end = fields.read(lineEnd);
    if (end == FieldReader.TOO_MANY) {
      return Result.TOO_MANY;
    }
    if ((end < 0 ? fields.length() : end) - lineEnd > mostBytes) {
      return Result.TOO_LARGE;
    }
    if (end < 0) {
      return end == FieldReader.MORE ? Result.MORE : Result.UNREADABLE;
    }
    length = end;
    target = text(bytes, targetFrom, targetTo);
    headers = fields.headers(end);
    return Result.WHOLE;
  }

  // --- the first line

  private Result line(byte[] bytes, int end) {
    int space = 0;
    while (space < end && FieldReader.isToken(bytes[space])) {
      space++;
    }
    if (space == end) {
      return lineMore(end);
    }
    if (space == 0 || bytes[space] != ' ') {
      return lineBroken(space);
    }
    method = method(bytes, space);
    targetFrom = space + 1;
    targetTo = targetFrom;
    while (targetTo < end && isTarget(bytes[targetTo])) {
      targetTo++;
    }
    if (targetTo == end) {
      return lineMore(end);
    }
    if (targetTo == targetFrom || bytes[targetTo] != ' ') {
      return lineBroken(targetTo);
    }
    return version(bytes, targetTo + 1, end);
  }

  private Result version(byte[] bytes, int from, int end) {
    int to = from;
    while (to < end && bytes[to] > ' ' && FieldReader.isText(bytes[to])) {
      to++;
    }
    if (to == end) {
      return lineMore(end);
    }
    int next = to == from ? FieldReader.BROKEN : fields.lineEnd(to);
    if (next < 0) {
      return next == FieldReader.MORE ? Result.MORE : lineBroken(to);
    }
    lineEnd = next;
    return isKnown(bytes, from, to) ? Result.WHOLE : Result.UNKNOWN_VERSION;
  }

  private boolean isKnown(byte[] bytes, int from, int to) {
    if (to - from != HTTP_1.length + 1
        || !Arrays.equals(bytes, from, to - 1, HTTP_1, 0, HTTP_1.length)) {
      return false;
    }
    byte minor = bytes[to - 1];
    version = minor == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
    return minor == '0' || minor == '1';
  }

  private Result lineMore(int length) {
    return length > mostLine ? Result.LINE_TOO_LONG : Result.MORE;
  }

  private Result lineBroken(int at) {
    return at > mostLine ? Result.LINE_TOO_LONG : Result.UNREADABLE;
  }

  /** Anything but what ends it or the line; what it may be, {@code edge.RequestTarget} says. */
  private static boolean isTarget(byte b) {
    return b != ' ' && b != '\r' && b != '\n';
  }

  private static HttpMethod method(byte[] bytes, int end) {
    for (int i = 0; i < METHODS.length; i++) {
      byte[] name = METHOD_NAMES[i];
      if (Arrays.equals(bytes, 0, end, name, 0, name.length)) {
        return METHODS[i];
      }
    }
    return HttpMethod.valueOf(text(bytes, 0, end));
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Whether among the bytes that came since is one that may end a head, or break it. */
  static boolean mayEnd(ByteBuf in, int seen) {
    int start = in.readerIndex();
    int end = in.writerIndex();
    for (int lf = in.indexOf(start + seen, end, (byte) '\n');
        lf >= 0;
        lf = in.indexOf(lf + 1, end, (byte) '\n')) {
      boolean ends = lf - start < 2 || in.getByte(lf - 2) == '\n';
      if (ends || in.getByte(lf - 1) != '\r') {
        return true;
      }
    }
    return false;
  }
}
