package dev.figleaf.proxy.upstream;

import io.vertx.core.buffer.Buffer;

/**
 * Where WebSocket frames begin and end in what flows one way (RFC 6455 §5.2), whatever is in them.
 *
 * <p>Looks at heads only, and keeps nothing.
 */
final class FrameBoundary {
  private static final int OPCODE = 0x0f;
  private static final int CLOSE = 0x8;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;

  private int headRead;
  private int headLength = 2;
  private int maskLength;
  private int opcode;
  private long payload;
  private boolean closeSeen;

  /** Whether the next byte begins a frame. */
  boolean isHere() {
    return headRead == 0;
  }

  /** Whether a close frame went by as a whole: no frame may follow it. */
  boolean closeSeen() {
    return closeSeen;
  }

  /** Passes over all of these bytes. */
  void pass(Buffer bytes) {
    for (int at = 0; at < bytes.length(); ) {
      at = passFrame(bytes, at);
    }
  }

  /**
   * Passes to the end of the frame that is under way, or of the bytes.
   *
   * @return the index after the last byte that belongs to the frame
   */
  int passFrame(Buffer bytes, int from) {
    int at = from;
    while (at < bytes.length()) {
      if (headRead < headLength) {
        head(bytes.getByte(at++) & 0xff);
      } else {
        int step = (int) Math.min(payload, bytes.length() - at);
        at += step;
        payload -= step;
      }
      if (headRead == headLength && payload == 0) {
        end();
        return at;
      }
    }
    return at;
  }

  private void head(int octet) {
    switch (headRead++) {
      case 0 -> opcode = octet & OPCODE;
      case 1 -> lengths(octet);
      default -> {
        if (headRead <= headLength - maskLength) {
          payload = (payload << 8 | octet) & Long.MAX_VALUE;
        }
      }
    }
  }

  private void lengths(int octet) {
    int told = octet & LENGTH;
    int more = told == 126 ? 2 : told == 127 ? 8 : 0;
    maskLength = (octet & MASKED) == 0 ? 0 : 4;
    headLength = 2 + more + maskLength;
    payload = more == 0 ? told : 0;
  }

  private void end() {
    closeSeen |= opcode == CLOSE;
    headRead = 0;
    headLength = 2;
  }
}
