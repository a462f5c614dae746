package dev.figleaf.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the table, row by row, on real sockets. */
@ProxyTest
class WireTest {
  private static final String PROBE = "GET /-probe HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  void theTableHasAtLeastTwoHundredAndFiftyRows() {
    assertThat(WireTable.requests().size() + WireTable.responses().size()).isGreaterThan(250);
  }

  @TestFactory
  Stream<DynamicNode> requests(ProxyHarness proxy) {
    var upstream = new StrictUpstream(proxy);
    proxy.forwardingTo(upstream.upstream());
    return bySection(WireTable.requests(), row -> request(row, proxy, upstream));
  }

  @TestFactory
  Stream<DynamicNode> responses(ProxyHarness proxy) {
    var upstream = new StrictUpstream(proxy);
    proxy.forwardingTo(upstream.upstream());
    return bySection(WireTable.responses(), row -> response(row, proxy, upstream));
  }

  /** What a row is held by. */
  interface Check<R extends Row> {
    void hold(R row) throws Exception;
  }

  static <R extends Row> Stream<DynamicNode> bySection(List<R> rows, Check<R> check) {
    return rows.stream()
        .map(Row::section)
        .distinct()
        .map(
            section ->
                DynamicContainer.dynamicContainer(
                    section,
                    rows.stream()
                        .filter(row -> row.section().equals(section))
                        .map(row -> DynamicTest.dynamicTest(row.name(), () -> check.hold(row)))));
  }

  private static void request(WireRow row, ProxyHarness proxy, StrictUpstream upstream)
      throws IOException {
    upstream.begin(StrictUpstream.OK);
    // What is smuggled would find a connection that is warm.
    assertThat(proxy.raw(PROBE).status()).isEqualTo(200);
    try (RawSocket client = proxy.connect()) {
      client.send(row.said());
      if (row.closes()) {
        trySend(client, SMUGGLED);
      }
      answers(row, client, row.said().split(" ", 2)[0].strip());
      ending(row, client);
    }
    assertThat(upstream.received()).isEqualTo(row.passed() == null ? "" : row.passed());
  }

  /** The facade may have closed already: that is what is wanted. */
  private static void trySend(RawSocket client, String bytes) {
    try {
      client.send(bytes);
    } catch (IOException _) {
      // closed
    }
  }

  private static void answers(WireRow row, RawSocket client, String method) throws IOException {
    for (WireRow.Answer expected : row.answers()) {
      Message answer = client.readAnswer(method);
      String code = expected.code().isEmpty() ? "ok" : "\"code\":\"" + expected.code() + "\"";
      assertThat(answer.status()).as("%s", answer).isEqualTo(expected.status());
      if (!method.equals("HEAD") && answer.status() != 204) {
        assertThat(answer.text()).contains(code);
      }
      if (expected.closes() && !expected.code().isEmpty()) {
        assertThat(answer.header("Connection")).contains("close");
      }
    }
  }

  private static void ending(WireRow row, RawSocket client) throws IOException {
    if (row.closes()) {
      assertThat(client.readToEnd()).isEmpty();
    } else {
      assertThat(client.send(PROBE).readAnswer().text()).isEqualTo("ok");
    }
  }

  private static void response(WireRow row, ProxyHarness proxy, StrictUpstream upstream)
      throws IOException {
    upstream.begin(row.said());
    try (RawSocket client = proxy.connect()) {
      client.send(PROBE).readAnswer();
      int before = upstream.upstream().connections();
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      if (row.passed() != null) {
        passes(row, client);
      } else {
        Message answer = client.readFinalAnswer("GET");
        assertThat(answer.status()).as("%s", answer).isEqualTo(502);
        assertThat(answer.text()).contains("\"code\":\"" + row.answers().getLast().code() + "\"");
      }
      // Nobody else gets anything of it, and a connection that is out of step is not used again.
      assertThat(client.send(PROBE).readAnswer().text()).isEqualTo("ok");
      assertThat(proxy.raw(PROBE).text()).isEqualTo("ok");
      if (row.passed() == null) {
        assertThat(upstream.upstream().connections()).isGreaterThan(before);
      }
    }
  }

  private static void passes(WireRow row, RawSocket client) throws IOException {
    String expected = row.passed();
    var got = new StringBuilder();
    await()
        .atMost(RawSocket.PATIENCE)
        .until(
            () -> {
              got.append(
                  new String(client.readOnce(), java.nio.charset.StandardCharsets.ISO_8859_1));
              return without(got).length() >= (expected == null ? 0 : expected.length());
            });
    assertThat(without(got)).isEqualTo(expected);
  }

  private static String without(CharSequence got) {
    return got.toString().replaceAll("Via: 1\\.[01] figleaf\r\n", "");
  }
}
