package dev.figleaf.proxy.wire;

import dev.figleaf.proxy.harness.Http2Socket;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The frames of a cell: {@code HEADERS.end@3 GET /a~x: y ++ DATA.end hello}.
 *
 * <p>A frame is its type, its flags, its stream (1 where none is written, 0 for those that belong
 * to the connection) and its payload. Header blocks are lines, written as literals without index or
 * Huffman code (RFC 7541 §6.2.2), so that anything can be said. The word WAIT stands for all that
 * the other side has to say before the rest is sent.
 *
 * @param stream that it belongs to
 * @param bytes to send; empty for the word WAIT
 */
record Http2Frames(int stream, byte[] bytes) {
  private static final Pattern FRAME =
      Pattern.compile("([A-Z_]+|0x[0-9a-f]{2})((?:\\.[a-z]+)*)(?:@([0-9]+))?(?: (.*))?");
  private static final Pattern SHORT = Pattern.compile("([A-Z]+) (/\\S*|\\*)");
  private static final Pattern STATUS = Pattern.compile("[0-9]{3}");
  private static final Pattern PREFIXED = Pattern.compile("\\[([^]]*)] ?(.*)");
  private static final Map<String, Integer> TYPES =
      Map.of(
          "DATA", 0,
          "HEADERS", 1,
          "PRIORITY", 2,
          "RST_STREAM", 3,
          "SETTINGS", 4,
          "PUSH_PROMISE", 5,
          "PING", 6,
          "GOAWAY", 7,
          "WINDOW_UPDATE", 8,
          "CONTINUATION", 9);
  private static final Map<String, Integer> FLAGS =
      Map.of("end", 1, "ack", 1, "padded", 8, "priority", 0x20);
  private static final Set<String> BLOCKS = Set.of("HEADERS", "CONTINUATION", "PUSH_PROMISE");
  private static final Set<String> OF_CONNECTION = Set.of("SETTINGS", "PING", "GOAWAY");
  private static final int LARGEST = 16_384;
  private static final int MORE_THAN_A_PREFIX = 127;

  /** Whether what was sent so far is to be answered first. */
  boolean isWait() {
    return bytes.length == 0;
  }

  /**
   * The frames of a cell.
   *
   * @param first the number of the stream that is written as 1; others are counted from there
   */
  static List<Http2Frames> of(String cell, int first) {
    var frames = new ArrayList<Http2Frames>();
    for (String text : WireText.expanded(cell).split(" \\+\\+ ", -1)) {
      frames.add(text.equals("WAIT") ? new Http2Frames(0, new byte[0]) : frame(text, first));
    }
    return List.copyOf(frames);
  }

  /** The streams that they are about, in their order. */
  static List<Integer> streams(List<Http2Frames> frames) {
    var streams = new LinkedHashSet<Integer>();
    frames.stream().map(Http2Frames::stream).filter(id -> id > 0).forEach(streams::add);
    return List.copyOf(streams);
  }

  private static Http2Frames frame(String text, int first) {
    Matcher matched = FRAME.matcher(text);
    if (!matched.matches()) {
      throw new IllegalArgumentException("not a frame: " + text);
    }
    String type = matched.group(1);
    String flags = matched.group(2);
    String rest = matched.group(4) == null ? "" : matched.group(4);
    int stream = stream(type, matched.group(3), first);
    byte[] payload = flags.contains(".raw") ? latin1(rest) : payload(type, rest);
    int number = type.startsWith("0x") ? Integer.decode(type) : TYPES.getOrDefault(type, 0);
    return new Http2Frames(
        stream,
        type.equals("HEADERS") && payload.length > LARGEST
            ? continued(flags(type, flags), stream, payload)
            : Http2Socket.frame(number, flags(type, flags), stream, payload));
  }

  /** A block that is too large for one frame. */
  private static byte[] continued(int flags, int stream, byte[] payload) {
    var bytes = new ByteArrayOutputStream();
    for (int at = 0; at < payload.length; at += LARGEST) {
      boolean last = at + LARGEST >= payload.length;
      byte[] piece = Arrays.copyOfRange(payload, at, Math.min(payload.length, at + LARGEST));
      bytes.writeBytes(
          at == 0
              ? Http2Socket.frame(1, flags & ~4, stream, piece)
              : Http2Socket.frame(9, last ? 4 : 0, stream, piece));
    }
    return bytes.toByteArray();
  }

  private static int stream(
      String type, @org.jspecify.annotations.Nullable String written, int first) {
    if (written == null) {
      return OF_CONNECTION.contains(type) ? 0 : first;
    }
    int stream = Integer.parseInt(written);
    return stream == 0 ? 0 : stream + first - 1;
  }

  private static int flags(String type, String written) {
    int flags = BLOCKS.contains(type) && !written.contains(".more") ? 4 : 0;
    for (Map.Entry<String, Integer> flag : FLAGS.entrySet()) {
      flags |= written.contains("." + flag.getKey()) ? flag.getValue() : 0;
    }
    return flags;
  }

  private static byte[] payload(String type, String text) {
    return switch (type) {
      case "HEADERS", "CONTINUATION", "PUSH_PROMISE" -> prefixed(text);
      case "RST_STREAM", "WINDOW_UPDATE" ->
          ByteBuffer.allocate(4).putInt(Integer.parseUnsignedInt(text)).array();
      default -> latin1(text);
    };
  }

  private static byte[] latin1(String text) {
    return WireText.bytes(text).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] prefixed(String text) {
    var bytes = new ByteArrayOutputStream();
    Matcher prefixed = PREFIXED.matcher(text);
    if (prefixed.matches()) {
      bytes.writeBytes(latin1(prefixed.group(1)));
      bytes.writeBytes(block(prefixed.group(2)));
    } else {
      bytes.writeBytes(block(text));
    }
    return bytes.toByteArray();
  }

  private static byte[] block(String text) {
    var bytes = new ByteArrayOutputStream();
    for (String line : text.split("~")) {
      Matcher request = SHORT.matcher(line);
      if (request.matches()) {
        literal(bytes, ":method", request.group(1));
        literal(bytes, ":scheme", "http");
        literal(bytes, ":authority", "a");
        literal(bytes, ":path", request.group(2));
      } else if (STATUS.matcher(line).matches()) {
        literal(bytes, ":status", line);
      } else if (!line.isEmpty()) {
        int colon = line.startsWith(": ") ? 0 : line.indexOf(": ", 1);
        boolean empty = colon < 0;
        String name = empty ? line.substring(0, line.length() - 1) : line.substring(0, colon);
        literal(bytes, name, empty ? "" : line.substring(colon + 2));
      }
    }
    return bytes.toByteArray();
  }

  private static void literal(ByteArrayOutputStream bytes, String name, String value) {
    bytes.write(0);
    string(bytes, latin1(name));
    string(bytes, latin1(value));
  }

  private static void string(ByteArrayOutputStream bytes, byte[] text) {
    int left = text.length;
    if (left < MORE_THAN_A_PREFIX) {
      bytes.write(left);
    } else {
      bytes.write(MORE_THAN_A_PREFIX);
      left -= MORE_THAN_A_PREFIX;
      while (left > MORE_THAN_A_PREFIX) {
        bytes.write(left & 0x7f | 0x80);
        left >>= 7;
      }
      bytes.write(left);
    }
    bytes.writeBytes(text);
  }
}
