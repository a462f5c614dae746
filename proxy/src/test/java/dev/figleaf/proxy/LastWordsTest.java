package dev.figleaf.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who closes a connection over bytes that it has not read resets it. What it said before that is
 * heard, also where the first to find the connection broken is a write of the facade.
 */
@ProxyTest
class LastWordsTest {
  private static final int ROUNDS = Integer.getInteger("figleaf.lastwords", 48);
  private static final int AT_ONCE = 8;
  private static final int CANCEL = 8;
  private static final String ECHO = "an echo";
  private static final String WORDS = "last words";

  private record Heard(String words, RawSocket.End end) {}

  private static Heard heard(RawSocket socket) throws IOException {
    var words = new ByteArrayOutputStream();
    try {
      for (byte[] some = socket.readOnce(); some.length > 0; some = socket.readOnce()) {
        words.writeBytes(some);
      }
      return new Heard(words.toString(StandardCharsets.ISO_8859_1), RawSocket.End.CLOSED);
    } catch (SocketException _) {
      return new Heard(words.toString(StandardCharsets.ISO_8859_1), RawSocket.End.RESET);
    }
  }

  private static RawSocket open(RawSocket client, ProxyHarness proxy) throws IOException {
    client.send(proxy.headOf("GET", "/ws", -1, "Connection: Upgrade", "Upgrade: websocket"));
    assertThat(client.readHead().startLine()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  private static void accept(RawUpstream.Connection connection) throws Exception {
    String key = connection.head().first("Sec-WebSocket-Key").orElse("");
    connection.send(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: %s\r\n\r\n".formatted(WebSocketStreamTest.acceptOf(key)));
  }

  /** Sends zeros until nobody takes them any more. */
  private static Thread insist(RawSocket socket, int piece, AtomicLong sent) {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                while (true) {
                  socket.send(new byte[piece]);
                  sent.addAndGet(piece);
                }
              } catch (IOException _) {
                // the other side has left
              }
            });
  }

  private static void awaitStandstill(AtomicLong sent) {
    var last = new AtomicLong(-1);
    await()
        .atMost(RawSocket.PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(() -> last.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
  }

  /** Sends as much as there is room for, and goes on with nothing of it under way. */
  private static void fill(SocketChannel channel) throws IOException {
    var sent = new AtomicLong();
    channel.configureBlocking(false);
    await()
        .atMost(RawSocket.PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              long before = sent.get();
              for (int n = 1; n > 0; sent.addAndGet(n)) {
                n = channel.write(ByteBuffer.allocate(64 * 1024));
              }
              return sent.get() == before && before > 0;
            });
    channel.configureBlocking(true);
  }

  private static ProxyHarness on(Transport transport, ProxyHarness proxy) {
    assumeThat(TransportTest.isHere(transport))
        .as("this machine has no %s, so nothing is known of it here", transport)
        .isTrue();
    return proxy.on(transport);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
  void ofAnUpstreamToWhichTheFacadeWaitsToWrite(Transport transport, ProxyHarness proxy)
      throws Exception {
    var speak = new CountDownLatch(1);
    RawUpstream live =
        proxy.rawUpstream(
            "live",
            4_096,
            connection -> {
              accept(connection);
              assertThat(speak.await(20, TimeUnit.SECONDS)).isTrue();
              connection.send(WORDS);
            });
    on(transport, proxy).forwardingTo(live);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port());
    try (SocketChannel channel = SocketChannel.open(address)) {
      RawSocket client = open(RawSocket.patient(channel.socket()), proxy);
      fill(channel);
      speak.countDown();

      assertThat(heard(client)).isEqualTo(new Heard(WORDS, RawSocket.End.RESET));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
  void ofAnUpstreamWhoseClientGoesOnMeanwhile(Transport transport, ProxyHarness proxy)
      throws Exception {
    RawUpstream live =
        proxy.rawUpstream(
            "live",
            connection -> {
              accept(connection);
              connection.socket().read(connection.number() % 5);
              connection.send(ECHO);
              connection.socket().read(connection.number() % 3);
              connection.send(WORDS);
            });
    on(transport, proxy).forwardingTo(live);
    var heard = new ArrayList<Future<Heard>>();
    try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int i = 0; i < ROUNDS; i++) {
        heard.add(clients.submit(() -> sayingMore(proxy)));
      }
    }

    assertThat(heard).extracting(one -> one.get().words()).containsOnly(ECHO + WORDS);
  }

  private static Heard sayingMore(ProxyHarness proxy) throws Exception {
    try (RawSocket client = open(proxy.connect(), proxy)) {
      Thread insisting = insist(client, 1, new AtomicLong());
      Heard heard = heard(client);
      insisting.join();
      return heard;
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
  void ofAClientWhoseUpstreamGoesOnMeanwhile(Transport transport, ProxyHarness proxy)
      throws Exception {
    var heard = new LinkedBlockingQueue<String>();
    RawUpstream live =
        proxy.rawUpstream(
            "live",
            connection -> {
              accept(connection);
              Thread insisting = insist(connection.socket(), 1, new AtomicLong());
              heard.add(heard(connection.socket()).words());
              insisting.join();
            });
    on(transport, proxy).forwardingTo(live);
    try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int i = 0; i < ROUNDS; i++) {
        clients.submit(() -> leavingUnread(proxy));
      }
    }
    await().atMost(RawSocket.PATIENCE).until(() -> heard.size() == ROUNDS);

    assertThat(heard).containsOnly(WORDS);
  }

  private static Object leavingUnread(ProxyHarness proxy) throws Exception {
    try (RawSocket client = open(proxy.connect(), proxy)) {
      client.read(1);
      return client.send(WORDS);
    }
  }

  @Test
  void ofAnUpstreamArriveOnAStreamBeforeItsReset(ProxyHarness proxy) throws Exception {
    RawUpstream live =
        proxy.rawUpstream(
            "live",
            connection -> {
              accept(connection);
              connection.socket().read(connection.number() % 5 + 1);
              connection.send(WORDS);
            });
    proxy.withH2c().forwardingTo(live);
    for (int i = 0; i < ROUNDS / 4; i++) {
      try (Http2Socket client = proxy.http2()) {
        client.headers(
            1,
            false,
            ":method|CONNECT|:protocol|websocket|:scheme|http|:path|/|:authority|shop"
                .split("\\|"));
        assertThat(client.head(1).status()).isEqualTo(200);
        client.raw(manyFrames(4_000));

        Http2Socket.Answer answer = client.answer(1);

        assertThat(answer.text()).isEqualTo(WORDS);
        assertThat(answer.reset()).hasValue(CANCEL);
      }
    }
  }

  private static byte[] manyFrames(int count) {
    var frames = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      frames.writeBytes(Http2Socket.frame(Http2Socket.DATA, 0, 1, (byte) 0));
    }
    return frames.toByteArray();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
  void areNotWaitedForWhereNobodyReadsThem(Transport transport, ProxyHarness proxy)
      throws Exception {
    var told = new AtomicLong();
    var leave = new CountDownLatch(1);
    RawUpstream live =
        proxy.rawUpstream(
            "live",
            4_096,
            connection -> {
              accept(connection);
              insist(connection.socket(), 64 * 1024, told);
              assertThat(leave.await(20, TimeUnit.SECONDS)).isTrue();
              connection.socket().reset();
            });
    on(transport, proxy).forwardingTo(live);
    try (RawSocket client = open(proxy.connectSlowly(8_192), proxy)) {
      var sent = new AtomicLong();
      insist(client, 64 * 1024, sent);
      awaitStandstill(told);
      awaitStandstill(sent);
      leave.countDown();

      await()
          .atMost(Duration.ofSeconds(25))
          .until(
              () ->
                  proxy.facade().events().inFlight() == 0
                      && proxy.metric("figleaf_connections") == 0);
    }
  }
}
