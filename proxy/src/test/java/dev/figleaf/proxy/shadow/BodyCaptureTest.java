package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BodyCaptureTest {

  @Test
  void whatIsWithinTheLimitIsKeptHoweverItIsCut() {
    byte[] body = bytes(1_000);
    assertThat(captured(body, 1_000, 7))
        .isInstanceOfSatisfying(
            CapturedBody.Whole.class, whole -> assertThat(whole.bytes()).isEqualTo(body));
  }

  @Test
  void whatIsOverTheLimitHashesAlikeHoweverItIsCut() {
    byte[] body = bytes(5_000);
    CapturedBody one = captured(body, 1_000, 7);
    assertThat(one).isInstanceOf(CapturedBody.Hashed.class);
    assertThat(one).isEqualTo(captured(body, 1_000, 4_999)).isEqualTo(captured(body, 0, 64));
  }

  @Test
  void oneBitMakesAnotherHash() {
    byte[] body = bytes(5_000);
    CapturedBody before = captured(body, 10, 100);
    body[4_321] ^= 1;
    assertThat(captured(body, 10, 100)).isNotEqualTo(before);
  }

  @Test
  void nothingIsHeldPastTheLimit() {
    var capture = new BodyCapture(1_000);
    capture.add(ByteBuffer.wrap(bytes(1_000)));
    assertThat(capture.held()).isEqualTo(1_000);
    capture.add(ByteBuffer.wrap(bytes(1)));
    assertThat(capture.held()).isZero();
  }

  @Test
  void aBodyThatBrokeOffIsNoBody() {
    var capture = new BodyCapture(1_000);
    capture.add(ByteBuffer.wrap(bytes(10)));
    assertThat(capture.brokenOff()).isEqualTo(new CapturedBody.BrokenOff(10));
  }

  private static CapturedBody captured(byte[] body, int limit, int piece) {
    var capture = new BodyCapture(limit);
    for (int at = 0; at < body.length; at += piece) {
      capture.add(ByteBuffer.wrap(body, at, Math.min(piece, body.length - at)));
    }
    return capture.end();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
