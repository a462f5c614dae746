package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frames begin and end in the same places in whatever pieces they come.
 *
 * <p>In an ordinary run the seeds are tried; see {@code GateFuzzTest}.
 */
class FrameBoundaryFuzzTest {

  /** What one reader, who has all bytes at once, makes of them (RFC 6455 §5.2). */
  private record Read(boolean atBoundary, boolean closeSeen) {
    static Read of(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      boolean close = false;
      while (in.hasRemaining()) {
        int opcode = in.get() & 0x0f;
        long length = lengthWithMask(in);
        if (length < 0 || length > in.remaining()) {
          return new Read(false, close);
        }
        in.position(in.position() + (int) length);
        close |= opcode == 8;
      }
      return new Read(true, close);
    }

    /** What follows the head, or -1 where the head is not all there. */
    private static long lengthWithMask(ByteBuffer in) {
      if (!in.hasRemaining()) {
        return -1;
      }
      int second = in.get() & 0xff;
      int more = (second & 0x7f) < 126 ? 0 : (second & 0x7f) == 126 ? 2 : 8;
      if (in.remaining() < more) {
        return -1;
      }
      long length =
          switch (more) {
            case 0 -> second & 0x7f;
            case 2 -> in.getShort() & 0xffff;
            default -> in.getLong() & Long.MAX_VALUE;
          };
      // No such frame comes in here whole: this many bytes or the greatest number are the same.
      return Math.min(length, Integer.MAX_VALUE) + ((second & 0x80) == 0 ? 0 : 4);
    }
  }

  static Stream<byte[]> frames() {
    return Stream.concat(
        Stream.of(
                "8102 6f6b",
                "8182 00000000 6f6b 8800",
                "8902 6869 8882 01020304 03e9",
                "817e 0003 616263 827f 0000000000000002 0102",
                "827f ffffffffffffffff 00",
                "82fe 0400 01020304",
                "8880 00000000 8100",
                "0800 8000 0000",
                "81ff 0000000000000000 01020304 8800")
            .map(text -> HexFormat.of().parseHex(text.replace(" ", ""))),
        FuzzSeeds.headerValues());
  }

  @MethodSource("frames")
  @FuzzTest
  void framesEndInTheSamePlacesInWhateverPieces(byte[] bytes) {
    Read expected = Read.of(bytes);

    assertThat(inPiecesOf(bytes, Math.max(1, bytes.length))).isEqualTo(expected);
    assertThat(inPiecesOf(bytes, 1)).isEqualTo(expected);
    assertThat(inPiecesOf(bytes, 3)).isEqualTo(expected);
    assertThat(frameByFrame(bytes)).isEqualTo(expected);
  }

  private static Read inPiecesOf(byte[] bytes, int size) {
    var boundary = new FrameBoundary();
    for (int at = 0; at < bytes.length; at += size) {
      boundary.pass(
          Buffer.buffer(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size))));
    }
    return new Read(boundary.isHere(), boundary.closeSeen());
  }

  /** Every step goes on, and stops at an end only. */
  private static Read frameByFrame(byte[] bytes) {
    var boundary = new FrameBoundary();
    Buffer all = Buffer.buffer(bytes);
    for (int at = 0; at < bytes.length; ) {
      int next = boundary.passFrame(all, at);
      assertThat(next).isGreaterThan(at);
      assertThat(boundary.isHere() || next == bytes.length).isTrue();
      at = next;
    }
    return new Read(boundary.isHere(), boundary.closeSeen());
  }
}
