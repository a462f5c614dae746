package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ContentCodingTest {
  private static final String TEXT = "{\"name\":\"tea\",\"price\":12.30}";
  private static final byte[] BODY = TEXT.getBytes(StandardCharsets.UTF_8);

  /** The text above, and 64 MiB of zeros, as br: no encoder is at hand. */
  private static final byte[] BODY_AS_BR =
      Base64.getDecoder().decode("iw2AeyJuYW1lIjoidGVhIiwicHJpY2UiOjEyLjMwfQM=");

  private static final byte[] BOMB_AS_BR =
      Base64.getDecoder()
          .decode(
              "y///P/gnAOKxQCD3/o///3/wTwDEYRGA7v0f////4J8AiMMCAN37P/7//8E/ARCHBQC693/8//+DfwIgDgsA"
                  + "dO//+P//B/8EQBwWAOje//H//w/+CYA4LADQvf/L//8//BMAcVgAoHv/Bw==");

  @Test
  void equalBodiesAreEqualInEveryCoding() throws IOException {
    Answer plain = Answers.json(TEXT);
    assertThat(Answers.differences(plain, coded("gzip", gzip(BODY)))).isEmpty();
    assertThat(Answers.differences(plain, coded("deflate", deflate(BODY, false)))).isEmpty();
    assertThat(Answers.differences(plain, coded("deflate", deflate(BODY, true)))).isEmpty();
    assertThat(Answers.differences(plain, coded("br", BODY_AS_BR))).isEmpty();
    assertThat(Answers.differences(plain, coded("zstd", Zstd.compress(BODY)))).isEmpty();
    assertThat(Answers.differences(plain, coded("gzip, zstd", Zstd.compress(gzip(BODY)))))
        .isEmpty();
  }

  @Test
  void aBombEndsWithAReason() throws IOException {
    byte[] zeros = new byte[64 << 20];
    assertBomb("gzip", gzip(zeros));
    assertBomb("deflate", deflate(zeros, false));
    assertBomb("br", BOMB_AS_BR);
    assertBomb("zstd", Zstd.compress(zeros));
    assertBomb("gzip, gzip", gzip(gzip(zeros)));
  }

  private static void assertBomb(String coding, byte[] bomb) {
    assertThat(decoded(coding, bomb)).isEqualTo(new ContentCoding.Decoded.Failed(Unread.TOO_LARGE));
  }

  @Test
  void aZstdWindowOverEightMebibytesIsRefused() {
    byte[] head = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x00, (byte) 0xa8, 0x01, 0x00, 0x00};
    assertThat(decoded("zstd", head))
        .isEqualTo(new ContentCoding.Decoded.Failed(Unread.BROKEN_CODING));
  }

  @Test
  void garbageAndUnknownCodingsEndWithAReason() {
    for (String coding : new String[] {"gzip", "br", "zstd", "deflate"}) {
      assertThat(decoded(coding, BODY))
          .as(coding)
          .isEqualTo(new ContentCoding.Decoded.Failed(Unread.BROKEN_CODING));
    }
    assertThat(decoded("compress", BODY))
        .isEqualTo(new ContentCoding.Decoded.Failed(Unread.UNKNOWN_CODING));
    assertThat(decoded("gzip,gzip,gzip,gzip", BODY))
        .isEqualTo(new ContentCoding.Decoded.Failed(Unread.TOO_MANY_CODINGS));
  }

  @Test
  void equalBytesThatCannotBeReadAreEqual() {
    assertThat(Answers.differences(coded("gzip", BODY), coded("gzip ", BODY))).isEmpty();
  }

  @Test
  void charsetsAndByteOrderMarksAreTakenOff() {
    byte[] latin = "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf16 = "\uFEFF{\"a\":\"é\"}".getBytes(StandardCharsets.UTF_16BE);
    Answer plain = Answers.json("{\"a\":\"é\"}");
    var said = new Answers.Said().ignore("header:content-type");
    assertThat(
            said.differences(
                plain,
                Answers.bytes(200, latin, "content-type", "application/json; charset=latin1")))
        .isEmpty();
    assertThat(
            said.differences(plain, Answers.bytes(200, utf16, "content-type", "application/json")))
        .isEmpty();
  }

  private static ContentCoding.Decoded decoded(String coding, byte[] body) {
    return ContentCoding.decode(body, ContentCoding.of(coded(coding, body).headers()));
  }

  private static Answer coded(String coding, byte[] body) {
    return Answers.bytes(200, body, "content-type", "application/json", "content-encoding", coding);
  }

  private static byte[] gzip(byte[] body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    }
    return bytes.toByteArray();
  }

  private static byte[] deflate(byte[] body, boolean raw) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, raw);
    try (OutputStream deflate = new DeflaterOutputStream(bytes, deflater)) {
      deflate.write(body);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }
}
