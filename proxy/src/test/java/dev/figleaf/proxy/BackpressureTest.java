package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Bodies;
import dev.figleaf.proxy.harness.Head;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whoever is slow slows the other side down; the facade holds next to nothing in between. */
@ProxyTest
class BackpressureTest {
  private static final byte[] PIECE = new byte[64 * 1024];
  private static final int PIECES = 1_600;
  private static final long ALL = (long) PIECE.length * PIECES;

  /** The buffers of the four sockets on the way hold less; the facade's own share is one piece. */
  private static final long BOUND = 40L * 1024 * 1024;

  private static long whenItStandsStill(AtomicLong moved) {
    var before = new AtomicLong(-1);
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .during(Duration.ofMillis(500))
        .until(() -> moved.get() > 0 && before.getAndSet(moved.get()) == moved.get());
    return moved.get();
  }

  private static void sendAll(RawSocket socket, AtomicLong moved) throws Exception {
    for (int i = 0; i < PIECES; i++) {
      socket.send(PIECE);
      moved.addAndGet(PIECE.length);
    }
  }

  private static void readAll(RawSocket socket) throws Exception {
    for (int i = 0; i < PIECES; i++) {
      socket.read(PIECE.length);
    }
  }

  @Test
  void aClientThatDoesNotReadStopsTheUpstream(ProxyHarness proxy) throws Exception {
    var sent = new AtomicLong();
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + ALL + "\r\n\r\n");
              sendAll(connection.socket(), sent);
              connection.socket().awaitEnd();
            }));

    try (RawSocket client = proxy.connectSlowly(16 * 1024)) {
      client.send(proxy.headOf("GET", "/", -1)).readHead();
      assertThat(whenItStandsStill(sent)).isLessThan(BOUND);
      readAll(client);
    }
    assertThat(sent.get()).isEqualTo(ALL);
  }

  @Test
  void anUpstreamThatDoesNotReadStopsTheClient(ProxyHarness proxy) throws Exception {
    var mayRead = new CountDownLatch(1);
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            16 * 1024,
            connection -> {
              connection.head();
              assertThat(mayRead.await(30, TimeUnit.SECONDS)).isTrue();
              readAll(connection.socket());
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").awaitEnd();
            }));
    var sent = new AtomicLong();

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/", ALL));
      var sending = new CompletableFuture<Void>();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  sendAll(client, sent);
                  sending.complete(null);
                } catch (Exception e) {
                  sending.completeExceptionally(e);
                }
              });
      assertThat(whenItStandsStill(sent)).isLessThan(BOUND);
      mayRead.countDown();
      assertThat(client.readAnswer()).hasStatus(200);
      sending.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void anAnswerArrivesWholeThoughItsUpstreamClosedBeforeTheClientReadIt(ProxyHarness proxy)
      throws Exception {
    byte[] body = Bodies.random(12_000_000);
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
              connection.socket().send(body);
            }));

    try (RawSocket client = proxy.connectSlowly(16 * 1024)) {
      client.send(proxy.headOf("GET", "/", -1));
      Head head = client.readHead();
      for (int i = 0; i < 20; i++) {
        assertThat(proxy.facade().events().inFlight()).isEqualTo(1);
      }
      assertThat(client.readAnswerBody("GET", head)).hasBody(body);
    }
  }

  @Test
  void aSlowClientThatLeavesLeaksNothing(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + ALL + "\r\n\r\n");
              sendAll(connection.socket(), new AtomicLong());
            }));

    for (int i = 0; i < 10; i++) {
      try (RawSocket client = proxy.connectSlowly(16 * 1024)) {
        client.send(proxy.headOf("GET", "/", -1)).readHead();
        client.read(100_000);
        client.reset();
      }
    }
  }

  @Test
  void aClientThatLeavesASlowUpstreamLeaksNothing(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            16 * 1024,
            connection -> {
              connection.head();
              connection.socket().read(100_000);
              connection.socket().awaitEnd();
            }));

    for (int i = 0; i < 10; i++) {
      try (RawSocket client = proxy.connect()) {
        client.send(proxy.headOf("POST", "/", ALL));
        for (int piece = 0; piece < 40; piece++) {
          client.send(PIECE);
        }
        client.reset();
      }
    }
  }

  @Test
  void aSlowClientDoesNotSlowTheOthersOnItsLoop(ProxyHarness proxy) throws Exception {
    var sent = new AtomicLong();
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (request, socket) -> {
                      if (request.target().equals("/big")) {
                        socket.send("HTTP/1.1 200 OK\r\nContent-Length: " + ALL + "\r\n\r\n");
                        sendAll(socket, sent);
                      } else {
                        socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                      }
                    })));

    try (RawSocket slow = proxy.connectSlowly(16 * 1024)) {
      slow.send(proxy.headOf("GET", "/big", -1)).readHead();
      whenItStandsStill(sent);
      for (int i = 0; i < 50; i++) {
        assertThat(proxy.get("/small")).hasBody("ok");
      }
      slow.reset();
    }
  }
}
