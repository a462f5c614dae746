package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static dev.figleaf.proxy.harness.ProxyAssertions.assertThatThrownBy;

import dev.figleaf.proxy.harness.Bodies;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who breaks off on one side ends the other at once, and nothing stays in use. */
@ProxyTest
class AbortsTest {

  /** Tells how the facade ended the connection after a script had its say. */
  private static RawUpstream thatTellsItsEnd(
      ProxyHarness proxy, CompletableFuture<RawSocket.End> end, RawUpstream.Script script) {
    return proxy.rawUpstream(
        "legacy",
        connection -> {
          script.run(connection);
          end.complete(connection.socket().awaitEnd());
        });
  }

  @Test
  void aClientThatLeavesInItsRequestEndsTheUpstreamConnection(ProxyHarness proxy) throws Exception {
    var end = new CompletableFuture<RawSocket.End>();
    var began = new CompletableFuture<String>();
    proxy.forwardingTo(
        thatTellsItsEnd(proxy, end, connection -> began.complete(connection.head().startLine())));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/", 1_000_000)).send(Bodies.random(1_000));
      began.get(10, TimeUnit.SECONDS);
      client.reset();
    }

    assertThat(end.get(10, TimeUnit.SECONDS)).isNotNull();
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_requests_total", "code=\"client-gone\"")).isEqualTo(1);
  }

  @Test
  void aClientThatLeavesWhileItWaitsEndsTheUpstreamConnection(ProxyHarness proxy) throws Exception {
    var end = new CompletableFuture<RawSocket.End>();
    var began = new CompletableFuture<String>();
    proxy.forwardingTo(
        thatTellsItsEnd(proxy, end, connection -> began.complete(connection.request().target())));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/waits", -1));
      began.get(10, TimeUnit.SECONDS);
    }

    assertThat(end.get(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void aClientThatLeavesInItsAnswerEndsTheUpstreamConnection(ProxyHarness proxy) throws Exception {
    var end = new CompletableFuture<RawSocket.End>();
    proxy.forwardingTo(
        thatTellsItsEnd(
            proxy,
            end,
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegins");
            }));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1)).readHead();
      client.read(6);
      client.reset();
    }

    assertThat(end.get(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void anUpstreamThatClosesInsteadOfAnAnswerIsA502(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
            }));

    assertThat(proxy.post("/", "x")).hasStatus(502).hasCode("upstream-reset");
  }

  @Test
  void anUpstreamThatResetsInsteadOfAnAnswerIsA502(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.socket().reset();
            }));

    assertThat(proxy.post("/", "x")).hasStatus(502).hasCode("upstream-reset");
  }

  @Test
  void anUpstreamThatBreaksOffInItsHeadIsA502(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Le");
            }));

    assertThat(proxy.post("/", "x")).hasStatus(502).hasCode("upstream-reset");
  }

  @Test
  void anUpstreamThatResetsInsideASizedBodyBreaksTheAnswerOff(ProxyHarness proxy) throws Exception {
    var sent = new CompletableFuture<String>();
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegins");
              sent.get(10, TimeUnit.SECONDS);
              connection.socket().reset();
            }));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1)).readHead();
      client.read(6);
      sent.complete("");
      assertThatThrownBy(() -> client.read(1))
          .isInstanceOfAny(EOFException.class, SocketException.class);
    }
  }

  @Test
  void aBrokenChunkedAnswerDoesNotLookWhole(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nbegins\r\n");
            }));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      assertThatThrownBy(client::readAnswer).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anUpstreamThatTalksNonsenseIsA502(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("SSH-2.0-OpenSSH_9.2p1\r\n\r\n").awaitEnd();
            }));

    assertThat(proxy.get("/")).hasStatus(502).hasCode("bad-response");
  }

  @Test
  void anUnaskedSwitchOfProtocolsIsA502(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.answering(
            "legacy",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"));

    assertThat(proxy.get("/")).hasStatus(502).hasCode("bad-response");
  }

  @Test
  void nothingStaysInUseAfterAStormOfAborts(ProxyHarness proxy) throws Exception {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.head();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nbegins");
              connection.socket().awaitEnd();
            });
    proxy.eventLoops(2).forwardingTo(legacy, "pool: { connections: 8 }");

    for (int i = 0; i < 200; i++) {
      abort(proxy, i);
    }

    proxy.awaitQuiet();
    try (RawSocket client = proxy.connect()) {
      assertThat(client.send(proxy.headOf("GET", "/", -1)).readHead().startLine())
          .isEqualTo("HTTP/1.1 200 OK");
    }
  }

  /** In the head, in the request body, in the answer, in order and by reset, in turn. */
  private static void abort(ProxyHarness proxy, int turn) throws IOException {
    try (RawSocket client = proxy.connect()) {
      switch (turn % 5) {
        case 0 -> client.send("GET / HT");
        case 1 -> client.send(proxy.headOf("POST", "/", 1_000)).send("half");
        case 2 -> client.send(proxy.headOf("GET", "/", -1));
        case 3 -> client.send(proxy.headOf("GET", "/", -1)).readHead();
        default -> client.send(proxy.headOf("POST", "/", 70_000)).send(Bodies.random(66_000));
      }
      if (turn % 2 == 0) {
        client.reset();
      }
    }
  }
}
