package dev.figleaf.proxy.edge;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who floods a connection of HTTP/2 loses it within a thousand frames; nobody else notices. */
@ProxyTest
class Http2FloodTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final int FRAMES = 1_000;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final byte[] NONE = new byte[0];

  /** Writes one frame of a flood, or a few that make up one step. */
  private interface Step {
    void send(Http2Socket client, int number) throws IOException;
  }

  private static void assertCut(ProxyHarness proxy, int most, String reason, Step step)
      throws IOException {
    proxy.withH2c().forwardingTo(proxy.answering("legacy", OK));
    assertCutOn(proxy, most, reason, step);
  }

  private static void assertCutOn(ProxyHarness proxy, int most, String reason, Step step)
      throws IOException {
    try (Http2Socket client = proxy.http2()) {
      client.await(Http2Socket.SETTINGS);
      client.await(Http2Socket.SETTINGS);
      try {
        for (int i = 0; i < most; i++) {
          step.send(client, i);
        }
      } catch (IOException _) {
        // cut while it was still writing
      }
      // It ends, or this waits for too long; what was written meanwhile can turn the end into a
      // reset.
      client
          .goAwayBeforeEnd()
          .ifPresent(end -> assertThat(end.errorCode()).isEqualTo(ENHANCE_YOUR_CALM));
    }
    assertThat(refused(proxy, reason)).isEqualTo(1);
    assertThat(proxy.get("/")).hasStatus(200);
    proxy.awaitQuiet();
    await().atMost(RawSocket.PATIENCE).until(() -> proxy.metric("figleaf_connections") == 0);
  }

  private static double refused(ProxyHarness proxy, String reason) {
    return proxy.metric("figleaf_refused_total", "reason=\"" + reason + "\"");
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  @Test
  void pings(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy,
        FRAMES,
        "http2-control-frames",
        (client, _) -> client.send(Http2Socket.PING, 0, 0, new byte[8]));
  }

  @Test
  void answersToPingsThatNobodySent(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy,
        FRAMES,
        "http2-control-frames",
        (client, _) -> client.send(Http2Socket.PING, Http2Socket.ACK, 0, new byte[8]));
  }

  @Test
  void settings(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy,
        FRAMES,
        "http2-control-frames",
        (client, _) -> client.send(Http2Socket.SETTINGS, 0, 0, NONE));
  }

  @Test
  void priorities(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy,
        FRAMES,
        "http2-control-frames",
        (client, i) ->
            client.send(Http2Socket.PRIORITY, 0, 2 * i + 1, new byte[] {0, 0, 0, 0, 16}));
  }

  @Test
  void unknownFrames(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy, FRAMES, "http2-control-frames", (client, _) -> client.send(0x77, 0, 0, new byte[8]));
  }

  @Test
  void resets(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy,
        FRAMES,
        "http2-resets",
        (client, i) -> client.get(2 * i + 1, "/").reset(2 * i + 1, 8));
  }

  @Test
  void emptyData(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy,
        FRAMES,
        "http2-empty-data",
        (client, i) -> {
          if (i == 0) {
            client.request(1, false, "POST", "/");
          }
          client.data(1, NONE, false);
        });
  }

  @Test
  void continuations(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy,
        FRAMES,
        "http2-continuations",
        (client, i) -> {
          if (i == 0) {
            client.send(Http2Socket.HEADERS, 0, 1, client.block(1, ":method", "GET"));
          }
          client.send(Http2Socket.CONTINUATION, 0, 1, NONE);
        });
  }

  @Test
  void aHeadWithoutEnd(ProxyHarness proxy) throws IOException {
    proxy.withH2c().forwardingTo(proxy.answering("legacy", OK));
    try (Http2Socket client = proxy.http2()) {
      client.await(Http2Socket.SETTINGS);
      client.send(Http2Socket.HEADERS, 0, 1, client.block(1, ":method", "GET"));
      try {
        for (int i = 0; i < FRAMES; i++) {
          client.send(Http2Socket.CONTINUATION, 0, 1, new byte[16_000]);
        }
      } catch (IOException _) {
        // cut while it was still writing
      }
      // The bytes that were still on their way may have taken the GOAWAY with them.
      assertThat(client.isEnded()).isTrue();
    }
    assertThat(refused(proxy, "head-too-large")).isEqualTo(1);
    assertThat(proxy.get("/")).hasStatus(200);
  }

  @Test
  void tinyWindows(ProxyHarness proxy) throws IOException {
    byte[] large = new byte[1 << 20];
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "legacy",
                connection ->
                    connection.forEachRequest(
                        (request, socket) -> {
                          byte[] body = request.target().equals("/large") ? large : new byte[2];
                          socket.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length);
                          socket.send("\r\n\r\n").send(body);
                        })));

    assertCutOn(
        proxy,
        FRAMES,
        "http2-control-frames",
        (client, i) -> {
          if (i == 0) {
            // No byte of an answer may leave, but for those that are asked for one by one.
            client.send(Http2Socket.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
            client.stingy().get(1, "/large");
          }
          client.window(1, 1);
        });
  }

  @Test
  void unknownFramesOnStreamsThatNeverWere(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy, FRAMES, "http2-control-frames", (client, _) -> client.send(0x77, 0, 9, new byte[8]));
  }

  @Test
  void creditAndResetsForStreamsThatAreOver(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy,
        FRAMES,
        "http2-control-frames",
        (client, i) -> {
          if (i == 0) {
            client.get(1, "/").answer(1);
          }
          client.window(1, 10_000).reset(1, 8);
        });
  }

  @Test
  void dataForARefusedHead(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy,
        FRAMES,
        "http2-control-frames",
        (client, i) -> {
          if (i == 0) {
            client.request(1, false, "POST", "/", "connection", "x");
            client.answer(1);
          }
          client.data(1, NONE, false);
        });
  }

  /** CVE-2025-55163: frames that the facade has to answer with a reset, one after the other. */
  @Test
  void resetsThatTheFacadeIsMadeToSend(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy,
        FRAMES,
        "http2-resets",
        (client, i) -> {
          int stream = 2 * i + 1;
          client
              .request(stream, false, "POST", "/")
              .send(Http2Socket.WINDOW_UPDATE, 0, stream, number(0));
        });
  }

  @Test
  void resetsOfWhatIsMalformed(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy,
        FRAMES,
        "http2-resets",
        (client, i) -> client.get(2 * i + 1, "/", "connection", "x"));
  }

  @Test
  void dataBehindTheEnd(ProxyHarness proxy) throws IOException {
    assertCut(
        proxy,
        FRAMES,
        "http2-resets",
        (client, i) -> client.get(2 * i + 1, "/").data(2 * i + 1, "x", true));
  }

  @Test
  void requestsBeyondTheMostAtOnceAreRefusedOneByOne(ProxyHarness proxy) throws Exception {
    var release = new CountDownLatch(1);
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "legacy",
                connection ->
                    connection.forEachRequest(
                        (_, socket) -> {
                          assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
                          socket.send(OK);
                        })));

    try (Http2Socket client = proxy.http2()) {
      client.await(Http2Socket.SETTINGS);
      client.await(Http2Socket.SETTINGS);
      for (int i = 0; i < 100; i++) {
        client.get(2 * i + 1, "/");
      }
      // With a body: what is on its way to a stream that is refused breaks nothing.
      client.request(201, false, "POST", "/").data(201, "hello", true);
      assertThat(client.answer(201).reset()).hasValue(7);
      release.countDown();
      for (int i = 0; i < 100; i++) {
        assertThat(client.answer(2 * i + 1).text()).isEqualTo("ok");
      }
      assertThat(client.get(203, "/").answer(203).text()).isEqualTo("ok");
    }
    assertThat(refused(proxy, "http2-streams")).isEqualTo(1);
  }

  // --- settings that ask for too much, or for nothing

  @Test
  void aTableOfFourGibibytesIsNotFilled(ProxyHarness proxy) throws Exception {
    var number = new AtomicInteger();
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "legacy",
                connection ->
                    connection.forEachRequest(
                        (_, socket) ->
                            socket.send(
                                "HTTP/1.1 200 OK\r\nX-New: "
                                    + number.incrementAndGet()
                                    + "a".repeat(1_000)
                                    + "\r\nContent-Length: 2\r\n\r\nok"))));

    try (Http2Socket early = proxy.http2(1, -1);
        Http2Socket late = proxy.http2()) {
      late.await(Http2Socket.SETTINGS);
      late.send(Http2Socket.SETTINGS, 0, 0, new byte[] {0, 1, -1, -1, -1, -1});
      for (Http2Socket client : List.of(early, late)) {
        for (int stream = 1; stream < 200; stream += 2) {
          // This reader has a table of 4 KiB, and would be out of step with a larger one.
          Http2Socket.Answer answer = client.get(stream, "/").answer(stream);
          assertThat(answer.header("x-new")).isEqualTo(number.get() + "a".repeat(1_000));
        }
      }
    }
  }

  /** The setting is advice (RFC 9113 §6.5.2): what is asked for is answered, once and in whole. */
  @Test
  void aClientThatWantsNoHeadersIsAnsweredAllTheSame(ProxyHarness proxy) throws IOException {
    proxy.withH2c().forwardingTo(proxy.answering("legacy", OK));

    try (Http2Socket early = proxy.http2(6, 0);
        Http2Socket late = proxy.http2()) {
      late.await(Http2Socket.SETTINGS);
      late.send(Http2Socket.SETTINGS, 0, 0, new byte[] {0, 6, 0, 0, 0, 1});
      for (Http2Socket client : List.of(early, late)) {
        for (int stream = 1; stream < 200; stream += 2) {
          assertThat(client.get(stream, "/").answer(stream).text()).isEqualTo("ok");
        }
      }
    }
    proxy.awaitQuiet();
  }
}
