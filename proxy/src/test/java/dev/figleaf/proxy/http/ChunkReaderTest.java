package dev.figleaf.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.figleaf.proxy.wire.WireTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** A chunked body is the same in whatever pieces it comes, and nothing is read behind its end. */
class ChunkReaderTest {
  private static final String BEHIND = "GET /b HTTP/1.1";
  private static final int CHANGED = 20_000;
  private static final String ODD = "\r\n\0 \t;0123456789abcfgX\"\\\u007f";

  /** What became of a body: its bytes, what came behind them, how it ended, and what was left. */
  private record Told(String bytes, List<String> trailers, int end, String left) {}

  static Stream<byte[]> bodies() {
    return WireTable.requestBytes().stream()
        .filter(text -> text.contains("ransfer-Encoding: chunked\r\n\r\n"))
        .map(text -> text.substring(text.indexOf("\r\n\r\n") + 4))
        .filter(text -> text.length() < 2_000)
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @MethodSource("bodies")
  @FuzzTest
  void itIsTheSameInWhateverPieces(byte[] bytes) {
    agree(bytes);
  }

  @Test
  void itIsTheSameWithMistakesInIt() {
    List<byte[]> seeds = bodies().toList();
    var random = new Random(9112);
    for (int i = 0; i < CHANGED; i++) {
      var text =
          new StringBuilder(
              new String(seeds.get(random.nextInt(seeds.size())), StandardCharsets.ISO_8859_1));
      text.insert(random.nextInt(text.length() + 1), ODD.charAt(random.nextInt(ODD.length())));
      agree(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void whatFollowsIsLeftAlone() {
    Told told =
        told(bytes("3;a=\"b;c\"\r\nabc\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n" + BEHIND), 99);

    assertThat(told).isEqualTo(new Told("abc0123456789", List.of("X: y"), ChunkReader.END, BEHIND));
  }

  private static void agree(byte[] bytes) {
    Told atOnce = told(bytes, Math.max(1, bytes.length));
    for (int size : new int[] {1, 3}) {
      Told inPieces = told(bytes, size);
      assertThat(inPieces.bytes).isEqualTo(atOnce.bytes);
      // What is wrong with half a trailer may show later when it comes byte by byte.
      assertThat(inPieces.end)
          .as("%s", new String(bytes, StandardCharsets.ISO_8859_1))
          .isIn(atOnce.end, hasEnd(bytes) ? atOnce.end : ChunkReader.MORE);
      assertThat(inPieces.trailers).isEqualTo(atOnce.trailers);
    }
  }

  private static Told told(byte[] bytes, int size) {
    var reader = new ChunkReader(new RequestReader(8 * 1024, 32 * 1024, 100));
    ByteBuf in = Unpooled.buffer();
    var body = new StringBuilder();
    int end = ChunkReader.MORE;
    for (int at = 0; at < bytes.length && end >= ChunkReader.MORE; at += size) {
      in.writeBytes(bytes, at, Math.min(size, bytes.length - at));
      do {
        end = reader.next(in);
        if (end > 0) {
          body.append(in.readCharSequence(end, StandardCharsets.ISO_8859_1));
        }
      } while (end > 0);
    }
    var trailers = new ArrayList<String>();
    reader.trailers().forEach((name, value) -> trailers.add(name + ": " + value));
    return new Told(body.toString(), trailers, end, in.toString(StandardCharsets.ISO_8859_1));
  }

  private static boolean hasEnd(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
