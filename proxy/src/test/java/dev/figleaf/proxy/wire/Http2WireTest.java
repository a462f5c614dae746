package dev.figleaf.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import io.netty.handler.codec.http2.Http2Error;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the tables of HTTP/2, row by row, with frames written by hand. */
@ProxyTest
class Http2WireTest {
  private static final String PROBE = "GET /-probe HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  void theTablesHaveAtLeastAHundredRows() {
    assertThat(WireTable.http2Requests().size() + WireTable.http2Responses().size())
        .isGreaterThan(100);
  }

  @TestFactory
  Stream<DynamicNode> requests(ProxyHarness proxy) {
    var upstream = new StrictUpstream(proxy);
    // Shorter than a raw socket waits for more.
    proxy.withH2c().forwardingTo(upstream.upstream(), "pool: { keep-alive: 5s }");
    return WireTest.bySection(WireTable.http2Requests(), row -> request(row, proxy, upstream));
  }

  @TestFactory
  Stream<DynamicNode> responses(ProxyHarness proxy) {
    var upstream = new Http2Upstream(proxy);
    proxy.forwardingTo(upstream.upstream(), "protocol: h2c, pool: { keep-alive: 5s }");
    return WireTest.bySection(WireTable.http2Responses(), row -> response(row, proxy, upstream));
  }

  // --- requests

  private static void request(Http2Row row, ProxyHarness proxy, StrictUpstream upstream)
      throws IOException {
    upstream.begin(StrictUpstream.OK);
    List<Http2Frames> frames = Http2Frames.of(row.written(), 1);
    int next = (Http2Frames.streams(frames).stream().mapToInt(id -> id).max().orElse(0) | 1) + 2;
    try (Http2Socket client = proxy.http2()) {
      client.await(Http2Socket.SETTINGS);
      client.await(Http2Socket.SETTINGS);
      if (row.endsConnection()) {
        send(client, frames, Http2Frames.of("HEADERS.end GET /smuggled", next));
        assertThat(client.awaitGoAway().errorCode()).isEqualTo(code(row.expected().getFirst()));
      } else {
        answers(row, client, frames);
        assertThat(client.get(next, "/-probe").answer(next).text()).isEqualTo("ok");
      }
    }
    soon().untilAsserted(() -> assertThat(upstream.received()).isEqualTo(row.passedBytes()));
  }

  /**
   * Sends all frames, in one write where nothing is to be waited for; what comes in between.
   *
   * @param more behind the last of them, in the same write
   */
  private static Map<Integer, Http2Socket.Answer> send(
      Http2Socket client, List<Http2Frames> frames, List<Http2Frames> more) throws IOException {
    var answers = new HashMap<Integer, Http2Socket.Answer>();
    var bytes = new ByteArrayOutputStream();
    var sent = new ArrayList<Http2Frames>();
    for (Http2Frames frame : frames) {
      sent.add(frame);
      bytes.writeBytes(frame.bytes());
      if (frame.isWait()) {
        client.raw(bytes.toByteArray());
        bytes.reset();
        for (int stream : Http2Frames.streams(sent)) {
          answers.put(stream, client.answer(stream));
        }
      }
    }
    more.forEach(frame -> bytes.writeBytes(frame.bytes()));
    client.raw(bytes.toByteArray());
    return answers;
  }

  private static void answers(Http2Row row, Http2Socket client, List<Http2Frames> frames)
      throws IOException {
    Map<Integer, Http2Socket.Answer> early = send(client, frames, List.of());
    List<Integer> streams = Http2Frames.streams(frames);
    List<Http2Row.Expected> expected = row.expected();
    for (int i = 0; i < expected.size(); i++) {
      int stream = streams.get(Math.min(i, streams.size() - 1));
      Http2Socket.Answer before = early.remove(stream);
      hold(expected.get(i), before == null ? client.answer(stream) : before);
    }
  }

  private static void hold(Http2Row.Expected expected, Http2Socket.Answer answer) {
    if (expected instanceof Http2Row.Expected.Answer(int status, String code)) {
      assertThat(answer.heads()).as("reset: %s", answer.reset()).isNotEmpty();
      assertThat(answer.status()).as(answer.text()).isEqualTo(status);
      if (!code.isEmpty()) {
        assertThat(answer.text()).contains("\"code\":\"" + code + "\"");
      }
    } else {
      assertThat(answer.reset())
          .as("%s", answer.heads())
          .isEqualTo(OptionalLong.of(code(expected)));
    }
  }

  private static long code(Http2Row.Expected expected) {
    return switch (expected) {
      case Http2Row.Expected.Reset(String error) -> Http2Error.valueOf(error).code();
      case Http2Row.Expected.GoAway(String error) -> Http2Error.valueOf(error).code();
      case Http2Row.Expected.Answer _ -> throw new AssertionError("not an error");
    };
  }

  // --- responses

  private static void response(Http2Row row, ProxyHarness proxy, Http2Upstream upstream)
      throws IOException {
    String method = row.section().contains("HEAD") ? "HEAD" : "GET";
    try (RawSocket client = proxy.connect()) {
      client.send(PROBE).readAnswer();
      upstream.begin(row.written());
      client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
      if (row.answer().startsWith("502 ")) {
        Message answer = client.readAnswer(method);
        assertThat(answer.status()).as("%s", answer).isEqualTo(502);
        assertThat(method.equals("HEAD") ? row.answer() : answer.text())
            .contains(row.answer().substring("502 ".length()));
      } else {
        passes(row, client, upstream);
      }
    }
    // Nobody else gets anything of it.
    assertThat(proxy.raw(PROBE).text()).isEqualTo("ok");
    soon().untilAsserted(() -> assertThat(upstream.told()).isEqualTo(row.passed()));
  }

  private static void passes(Http2Row row, RawSocket client, Http2Upstream upstream)
      throws IOException {
    boolean broken = row.answer().endsWith("\\e");
    int length = row.answer().length() - (broken ? 2 : 0);
    String expected = WireText.bytes(row.answer().substring(0, length));
    var got = new StringBuilder();
    soon()
        .until(
            () -> {
              got.append(latin1(client.readOnce()));
              return without(got).length() >= expected.length();
            });
    upstream.goOn();
    if (broken) {
      got.append(latin1(client.readToEnd()));
    } else {
      assertThat(client.send(PROBE).readAnswer().text()).isEqualTo("ok");
    }
    assertThat(without(got)).isEqualTo(expected);
  }

  /** What is broken off at once may have gone far by then. */
  private static ConditionFactory soon() {
    return await()
        .atMost(RawSocket.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2));
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String without(CharSequence got) {
    return got.toString().replace("Via: 2 figleaf\r\n", "");
  }
}
