package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Interim answers of an upstream that speaks HTTP/1.1, to clients of every version. */
@ProxyTest
class InterimTest {
  private static final String PROCESSING = "HTTP/1.1 102 Processing\r\nX-Step: a\r\n\r\n";
  private static final String HINTS =
      "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nConnection: X-Mine\r\nX-Mine: 1\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void pipelinedRequestsGetTheirOwnInOrder(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(proxy.answering("legacy", PROCESSING + HINTS + OK));
    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1).repeat(3));

      for (int i = 0; i < 3; i++) {
        List<Integer> statuses = new ArrayList<>();
        for (int part = 0; part < 3; part++) {
          Message answer = client.readAnswer();
          statuses.add(answer.status());
          assertThat(answer.header("X-Mine")).isEmpty();
        }
        assertThat(statuses).containsExactly(102, 103, 200);
      }
    }
  }

  @Test
  void onAStreamOfHttp2TheyAreHeadsThatDoNotEndIt(ProxyHarness proxy) throws Exception {
    proxy.withH2c().forwardingTo(proxy.answering("legacy", PROCESSING + HINTS + PROCESSING + OK));
    try (Http2Socket client = proxy.http2()) {
      Http2Socket.Answer answer = client.get(1, "/").answer(1);

      assertThat(answer.heads())
          .extracting(head -> String.valueOf(head.status()))
          .containsExactly("102", "103", "102", "200");
      assertThat(String.valueOf(answer.heads().getFirst().get("x-step"))).isEqualTo("a");
      assertThat(answer.heads()).noneMatch(head -> head.contains("x-mine"));
      assertThat(answer.text()).isEqualTo("ok");
      assertThat(client.get(3, "/").answer(3).text()).isEqualTo("ok");
    }
  }

  @Test
  void aClientOfHttp10GetsNone(ProxyHarness proxy) {
    proxy.forwardingTo(proxy.answering("legacy", PROCESSING + HINTS + OK));

    assertThat(proxy.raw("GET / HTTP/1.0\r\nHost: a\r\n\r\n")).hasStatus(200).hasBody("ok");
  }

  @Test
  void aHundredPassAndOneMoreIsABadResponse(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (request, socket) ->
                        socket.send(
                            PROCESSING.repeat(Integer.parseInt(request.target().substring(1)))
                                + OK))));

    assertThat(proxy.get("/100")).hasStatus(200);
    assertThat(proxy.get("/101")).hasStatus(502).hasCode("bad-response");
    assertThat(proxy.get("/1")).hasStatus(200);
  }
}
