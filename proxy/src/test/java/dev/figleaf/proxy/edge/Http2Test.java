package dev.figleaf.proxy.edge;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.Bodies;
import dev.figleaf.proxy.harness.Head;
import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What clients say over HTTP/2 reaches upstreams of HTTP/1.1, and what those say comes back. */
@ProxyTest
class Http2Test {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static Message onlyRequest(RawUpstream upstream) {
    assertThat(upstream.received()).hasSize(1);
    return upstream.received().getFirst();
  }

  // --- requests

  @Test
  void aRequestArrivesAsOneOfHttp11(ProxyHarness proxy) throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.withH2c().forwardingTo(legacy);

    try (Http2Socket client = proxy.http2()) {
      Http2Socket.Answer answer = client.get(1, "/shop?q=1", "accept", "text/html").answer(1);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("ok");
      assertThat(answer.header("via")).isEqualTo("1.1 figleaf");
    }
    Head head = onlyRequest(legacy).head();
    assertThat(head.startLine()).isEqualTo("GET /shop?q=1 HTTP/1.1");
    assertThat(head.all("Host")).containsExactly("shop");
    assertThat(head.all("Accept")).containsExactly("text/html");
    assertThat(head.all("Via")).containsExactly("2 figleaf");
    assertThat(head.all("X-Forwarded-Host")).containsExactly("shop");
    assertThat(head.has("Transfer-Encoding")).isFalse();
    assertThat(head.has("Content-Length")).isFalse();
  }

  @Test
  void splitCookiesArriveAsOne(ProxyHarness proxy) throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.withH2c().forwardingTo(legacy);

    try (Http2Socket client = proxy.http2()) {
      client.get(1, "/", "cookie", "a=1", "cookie", "figleaf_visitor=x", "cookie", "b=2").answer(1);
    }

    assertThat(onlyRequest(legacy).head().all("Cookie")).containsExactly("a=1; b=2");
  }

  @Test
  void hostStandsForAMissingAuthority(ProxyHarness proxy) throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.withH2c().forwardingTo(legacy);

    try (Http2Socket client = proxy.http2()) {
      client.headers(1, true, ":method", "GET", ":scheme", "http", ":path", "/", "host", "old:81");
      assertThat(client.answer(1).status()).isEqualTo(200);
    }

    assertThat(onlyRequest(legacy).head().all("Host")).containsExactly("old:81");
  }

  @Test
  void aBodyThatIsHereAlreadyGetsALength(ProxyHarness proxy) throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.withH2c().forwardingTo(legacy);

    try (Http2Socket client = proxy.http2()) {
      byte[] head =
          Http2Socket.frame(
              Http2Socket.HEADERS,
              Http2Socket.END_HEADERS,
              1,
              client.block(
                  1, ":method", "POST", ":scheme", "http", ":path", "/", ":authority", "a"));
      byte[] data = Http2Socket.frame(Http2Socket.DATA, Http2Socket.END_STREAM, 1, (byte) 'x');
      client.raw(concat(head, data));
      assertThat(client.answer(1).status()).isEqualTo(200);
    }

    assertThat(onlyRequest(legacy).head().all("Content-Length")).containsExactly("1");
    assertThat(onlyRequest(legacy).text()).isEqualTo("x");
  }

  @Test
  void aBodyThatComesLaterArrivesChunked(ProxyHarness proxy) throws Exception {
    var began = new CountDownLatch(1);
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              Head head = connection.head();
              assertThat(head.isChunked()).isTrue();
              began.countDown();
              assertThat(new String(connection.socket().read(16), "US-ASCII"))
                  .isEqualTo("5\r\nfirst\r\n6\r\nsec");
              connection.send(OK).awaitEnd();
            });
    proxy.withH2c().forwardingTo(legacy);

    try (Http2Socket client = proxy.http2()) {
      client.request(1, false, "POST", "/").data(1, "first", false);
      assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
      client.data(1, "second", false);
      assertThat(client.head(1).status()).isEqualTo(200);
      client.reset(1, 8);
    }
  }

  @Test
  void trailersOfARequestPass(ProxyHarness proxy) throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.withH2c().forwardingTo(legacy);

    try (Http2Socket client = proxy.http2()) {
      client.request(1, false, "POST", "/", "te", "trailers").data(1, "body", false);
      client.headers(1, true, "x-sum", "7", "content-length", "9");
      assertThat(client.answer(1).status()).isEqualTo(200);
      client.request(3, false, "POST", "/").data(3, "body", true);
      assertThat(client.answer(3).status()).isEqualTo(200);
    }

    assertThat(legacy.received().getFirst().text()).isEqualTo("body");
    assertThat(legacy.received().getFirst().trailers())
        .containsExactly(new Head.Header("x-sum", "7"));
    assertThat(legacy.received().getLast().trailers()).isEmpty();
  }

  @Test
  void aRequestThatDoesNotKeepItsLengthIsReset(ProxyHarness proxy) throws IOException {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.head();
              connection.socket().awaitEnd();
            });
    proxy.withH2c().forwardingTo(legacy);

    try (Http2Socket client = proxy.http2()) {
      client.request(1, false, "POST", "/", "content-length", "5").data(1, "abc", true);
      assertThat(client.answer(1).reset()).hasValue(1);
    }
  }

  @Test
  void whatCannotBeForwardedIsRefusedOnItsStreamAlone(ProxyHarness proxy) throws IOException {
    proxy.withH2c().forwardingTo(proxy.answering("legacy", OK));

    try (Http2Socket client = proxy.http2()) {
      client.headers(1, true, ":method", "GET", ":scheme", "http", ":path", "/");
      assertThat(client.answer(1).text()).contains("bad-host");
      client.get(3, "http://other/x");
      assertThat(client.answer(3).text()).contains("bad-target");
      client.get(5, "/%2fetc");
      assertThat(client.answer(5).status()).isEqualTo(400);
      client.headers(
          7, true, ":method", "GET", ":scheme", "ftp", ":path", "/", ":authority", "shop");
      assertThat(client.answer(7).text()).contains("bad-target");
      client.get(9, "/", "transfer-encoding", "chunked");
      assertThat(client.answer(9).reset()).hasValue(1);
      client.get(11, "/", "host", "other");
      assertThat(client.answer(11).reset()).hasValue(1);
      client.request(13, true, "TRACE", "/");
      assertThat(client.answer(13).status()).isEqualTo(405);
      assertThat(client.get(15, "/").answer(15).text()).isEqualTo("ok");
    }
  }

  @Test
  void namesAndValuesThatHttp11CannotCarryAreReset(ProxyHarness proxy) throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.withH2c().forwardingTo(legacy);
    List<String> names = List.of("a b", "Upper", "a:b", "a\r\nb", "a\0");
    List<String> values = List.of("x\r\ny: z", "x\0y", "x\ny");

    try (Http2Socket client = proxy.http2()) {
      int stream = 1;
      for (String name : names) {
        assertThat(client.get(stream, "/", name, "1").answer(stream).reset()).as(name).hasValue(1);
        stream += 2;
      }
      for (String value : values) {
        assertThat(client.get(stream, "/", "a", value).answer(stream).reset()).hasValue(1);
        stream += 2;
      }
      for (String name : names) {
        client.request(stream, false, "POST", "/").headers(stream, true, name, "1");
        assertThat(client.answer(stream).reset()).as(name).hasValue(1);
        stream += 2;
      }
      assertThat(client.get(stream, "/").answer(stream).text()).isEqualTo("ok");
    }
    assertThat(legacy.received()).hasSize(1);
  }

  @Test
  void theAnswerToHalfARequestIsWholeAndItsRestIsNotWaitedFor(ProxyHarness proxy)
      throws IOException {
    proxy.withH2c().forwardingTo(proxy.answering("legacy", OK), "", "max-body: 1KiB");

    try (Http2Socket client = proxy.http2()) {
      client.request(1, false, "POST", "/", "content-length", "5000").data(1, "begins", false);
      Http2Socket.Answer answer = client.answer(1);
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.has("connection")).isFalse();
      assertThat(client.answer(1).reset()).hasValue(0);
      assertThat(client.get(3, "/").answer(3).text()).isEqualTo("ok");
    }
  }

  // --- answers

  @Test
  void anAnswerLosesWhatBelongsToItsConnection(ProxyHarness proxy) throws IOException {
    proxy
        .withH2c()
        .forwardingTo(
            proxy.answering(
                "legacy",
                "HTTP/1.1 200 Fine\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\n"
                    + "Transfer-Encoding: chunked\r\nX-End: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n"));

    try (Http2Socket client = proxy.http2()) {
      Http2Socket.Answer answer = client.get(1, "/").answer(1);
      assertThat(answer.text()).isEqualTo("ok");
      assertThat(answer.header("x-end")).isEqualTo("2");
      for (String hop : List.of("connection", "keep-alive", "transfer-encoding", "x-hop")) {
        assertThat(answer.has(hop)).as(hop).isFalse();
      }
    }
  }

  @Test
  void trailersOfAnAnswerPass(ProxyHarness proxy) throws IOException {
    proxy
        .withH2c()
        .forwardingTo(
            proxy.answering(
                "legacy",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                    + "2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n"));

    try (Http2Socket client = proxy.http2()) {
      Http2Socket.Answer answer = client.get(1, "/").answer(1);
      assertThat(answer.text()).isEqualTo("ok");
      assertThat(answer.trailer("x-sum")).isEqualTo("7");
    }
  }

  @Test
  void anAnswerWithoutABodyIsItsHead(ProxyHarness proxy) throws IOException {
    proxy
        .withH2c()
        .forwardingTo(proxy.answering("legacy", "HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n"));

    try (Http2Socket client = proxy.http2()) {
      Http2Socket.Answer answer = client.get(1, "/").answer(1);
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.dataFrames()).isZero();
      assertThat(answer.has("content-length")).isFalse();
    }
  }

  @Test
  void theHeadOfAHeadRequestKeepsItsLength(ProxyHarness proxy) throws IOException {
    proxy
        .withH2c()
        .forwardingTo(proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"));

    try (Http2Socket client = proxy.http2()) {
      Http2Socket.Answer answer = client.request(1, true, "HEAD", "/").answer(1);
      assertThat(answer.header("content-length")).isEqualTo("7");
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void interimAnswersPassInOrder(ProxyHarness proxy) throws IOException {
    proxy
        .withH2c()
        .forwardingTo(
            proxy.answering(
                "legacy", "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + OK));

    try (Http2Socket client = proxy.http2()) {
      Http2Socket.Answer answer = client.get(1, "/").answer(1);
      assertThat(answer.heads()).hasSize(2);
      assertThat(answer.heads().getFirst().status()).hasToString("103");
      assertThat(answer.heads().getFirst().get("link")).hasToString("</a.css>; rel=preload");
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatWaitsFor100GetsIt(ProxyHarness proxy) throws IOException {
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "legacy",
                connection -> {
                  connection.head();
                  connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                  connection.socket().read(5);
                  connection.send(OK).awaitEnd();
                }));

    try (Http2Socket client = proxy.http2()) {
      client.request(1, false, "POST", "/", "expect", "100-continue", "content-length", "5");
      assertThat(client.head(1).heads().getFirst().status()).hasToString("100");
      assertThat(client.data(1, "abcde", true).answer(1).status()).isEqualTo(200);
    }
  }

  // --- breaking off

  @Test
  void aResetByTheClientEndsTheUpstreamsConnection(ProxyHarness proxy) throws Exception {
    var began = new CountDownLatch(1);
    var end = new CompletableFuture<RawSocket.End>();
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "legacy",
                connection -> {
                  if (connection.request().target().equals("/ok")) {
                    connection.send(OK).awaitEnd();
                    return;
                  }
                  began.countDown();
                  end.complete(connection.socket().awaitEnd());
                }));

    try (Http2Socket client = proxy.http2()) {
      client.get(1, "/waits");
      assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
      client.reset(1, 8);
      assertThat(end.get(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(client.get(3, "/ok").answer(3).text()).isEqualTo("ok");
    }
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_requests_total", "code=\"client-gone\"")).isEqualTo(1);
  }

  @Test
  void aBrokenAnswerResetsItsStreamAlone(ProxyHarness proxy) throws IOException {
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "legacy",
                connection -> {
                  boolean breaks = connection.request().target().equals("/breaks");
                  connection.send(
                      breaks ? "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegins" : OK);
                }));

    try (Http2Socket client = proxy.http2()) {
      Http2Socket.Answer broken = client.get(1, "/breaks").answer(1);
      assertThat(broken.text()).isEqualTo("begins");
      assertThat(broken.reset()).hasValue(2);
      assertThat(client.get(3, "/").answer(3).text()).isEqualTo("ok");
    }
  }

  @Test
  void aClosedConnectionEndsAllItsRequests(ProxyHarness proxy) throws Exception {
    var began = new CountDownLatch(3);
    var ended = new CountDownLatch(3);
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "legacy",
                connection -> {
                  connection.request();
                  began.countDown();
                  connection.socket().awaitEnd();
                  ended.countDown();
                }));

    try (Http2Socket client = proxy.http2()) {
      client.get(1, "/a").get(3, "/b").get(5, "/c");
      assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    proxy.awaitQuiet();
  }

  // --- backpressure by stream

  @Test
  void anAnswerThatNobodyReadsDoesNotHoldAnotherUp(ProxyHarness proxy) throws IOException {
    byte[] large = Bodies.random(4 << 20);
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "legacy",
                connection ->
                    connection.forEachRequest(
                        (request, socket) -> {
                          if (request.target().equals("/large")) {
                            socket.send("HTTP/1.1 200 OK\r\nContent-Length: " + large.length);
                            socket.send("\r\n\r\n").send(large);
                          } else {
                            socket.send(OK);
                          }
                        })));

    try (Http2Socket client = proxy.http2().stingy()) {
      client.window(0, 100 << 20).get(1, "/large");
      client.body(1, 65_535);
      for (int stream = 3; stream < 43; stream += 2) {
        assertThat(client.get(stream, "/").answer(stream).text()).isEqualTo("ok");
      }
      client.window(1, 10 << 20);
      assertThat(client.answer(1).body()).isEqualTo(large);
    }
  }

  @Test
  void anUploadThatNobodyReadsDoesNotHoldAnotherUp(ProxyHarness proxy) throws Exception {
    var release = new CountDownLatch(1);
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "legacy",
                2_048,
                connection -> {
                  Head head = connection.head();
                  if (head.startLine().startsWith("POST /stuck")) {
                    release.await(20, TimeUnit.SECONDS);
                  }
                  connection.socket().read(head.length());
                  connection.send(OK).awaitEnd();
                }));

    try (Http2Socket client = proxy.http2()) {
      // More than the usual window of a connection stays unread.
      List<Integer> stuck = new ArrayList<>();
      for (int stream = 1; stream < 9; stream += 2) {
        client.request(stream, false, "POST", "/stuck", "content-length", "10000000");
        for (int i = 0; i < 4; i++) {
          client.data(stream, new byte[16_000], false);
        }
        stuck.add(stream);
      }
      client.request(11, false, "POST", "/moves", "content-length", "32000");
      client.data(11, new byte[16_000], false).data(11, new byte[16_000], true);
      assertThat(client.answer(11).text()).isEqualTo("ok");
      for (int stream : stuck) {
        client.reset(stream, 8);
      }
    } finally {
      release.countDown();
    }
  }

  // --- the listener

  @Test
  void theSameListenerSpeaksHttp11(ProxyHarness proxy) throws IOException {
    proxy.withH2c().forwardingTo(proxy.answering("legacy", OK));

    try (var socket = proxy.socket(1)) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes("US-ASCII"));
      assertThat(new String(socket.getInputStream().readNBytes(15), "US-ASCII"))
          .isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void nobodyBecomesHttp2ByAnUpgrade(ProxyHarness proxy) throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.withH2c().forwardingTo(legacy);

    try (var socket = proxy.socket(1)) {
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                      + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")
                  .getBytes("US-ASCII"));
      String all = new String(socket.getInputStream().readAllBytes(), "ISO-8859-1");
      // GOAWAY of no stream with HTTP_1_1_REQUIRED.
      assertThat(all).endsWith("\0\0\10\7\0\0\0\0\0\0\0\0\0\0\0\0\15");
    }
    assertThat(legacy.received()).isEmpty();
    try (RawSocket plain = proxy.connect()) {
      assertThat(
              plain
                  .send(
                      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                          + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")
                  .readAnswer())
          .hasStatus(200);
    }
  }

  @Test
  void thePlainListenerDoesNotKnowThePreface(ProxyHarness proxy) throws IOException {
    proxy.forwardingTo(proxy.answering("legacy", OK));

    try (RawSocket plain = proxy.connect()) {
      plain.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      assertThat(plain.readHead().startLine()).endsWith("505 HTTP Version Not Supported");
    }
  }

  // --- bounds

  @Test
  void whatTheFacadeTakesIsInItsSettings(ProxyHarness proxy) throws IOException {
    proxy.withH2c().forwardingTo(proxy.answering("legacy", OK));

    try (Http2Socket client = proxy.http2()) {
      byte[] settings = client.await(Http2Socket.SETTINGS).payload();
      var told = new java.util.TreeMap<Integer, Integer>();
      for (var at = java.nio.ByteBuffer.wrap(settings); at.hasRemaining(); ) {
        told.put((int) at.getShort(), at.getInt());
      }
      assertThat(told).containsEntry(3, 100).containsEntry(6, 32 * 1024);
      assertThat(told.getOrDefault(1, 4_096)).isEqualTo(4_096);
      assertThat(told.getOrDefault(4, 65_535)).isEqualTo(65_536);
    }
  }

  @Test
  void aConnectionThatIsUsedUpEndsWithItsLastRequest(ProxyHarness proxy) throws Exception {
    var release = new CountDownLatch(1);
    proxy
        .limit("requests", 3)
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "legacy",
                connection ->
                    connection.forEachRequest(
                        (request, socket) -> {
                          if (request.target().equals("/slow")) {
                            release.await(10, TimeUnit.SECONDS);
                          }
                          socket.send(OK);
                        })));

    try (Http2Socket client = proxy.http2()) {
      client.get(1, "/slow");
      assertThat(client.get(3, "/").answer(3).text()).isEqualTo("ok");
      client.get(5, "/");
      Http2Socket.Frame last = client.await(Http2Socket.GOAWAY);
      assertThat(last.lastStream()).isEqualTo(5);
      assertThat(last.errorCode()).isZero();
      assertThat(client.answer(5).text()).isEqualTo("ok");
      assertThat(client.get(7, "/").answer(7).reset()).as("REFUSED_STREAM").hasValue(7);
      release.countDown();
      assertThat(client.answer(1).text()).isEqualTo("ok");
      assertThat(client.isEnded()).isTrue();
    }
    assertThat(proxy.metric("figleaf_refused_total", "reason=\"connection-used-up\"")).isEqualTo(1);
    assertThat(proxy.metric("figleaf_refused_total", "reason=\"http2-streams\"")).isZero();
    proxy.awaitQuiet();
  }

  @Test
  void aHeadThatIsTooLargeIsRefused(ProxyHarness proxy) throws IOException {
    proxy.withH2c().forwardingTo(proxy.answering("legacy", OK));

    try (Http2Socket client = proxy.http2()) {
      client.await(Http2Socket.SETTINGS);
      client.await(Http2Socket.SETTINGS);
      byte[] block =
          client.block(
              1, ":method", "GET", ":scheme", "http", ":path", "/", "x-large", "a".repeat(40_000));
      client.send(Http2Socket.HEADERS, 1, 1, java.util.Arrays.copyOf(block, 16_000));
      client.send(
          Http2Socket.CONTINUATION,
          Http2Socket.END_HEADERS,
          1,
          java.util.Arrays.copyOfRange(block, 16_000, block.length));
      Http2Socket.Answer answer = client.answer(1);
      assertThat(answer.status()).isEqualTo(431);
    }
    assertThat(proxy.metric("figleaf_refused_total", "reason=\"head-too-large\"")).isEqualTo(1);
  }

  @Test
  void framesThatAreWrongAreCounted(ProxyHarness proxy) throws IOException {
    proxy.withH2c().forwardingTo(proxy.answering("legacy", OK));

    try (Http2Socket client = proxy.http2()) {
      client.data(1, "hello", true);
      assertThat(client.awaitGoAway().errorCode()).isEqualTo(1);
    }
    assertThat(proxy.metric("figleaf_refused_total", "reason=\"http2-broken\"")).isEqualTo(1);
  }

  @Test
  void aRefusedMethodIsToldWhichArePassedOn(ProxyHarness proxy) throws IOException {
    proxy.withH2c().forwardingTo(proxy.answering("legacy", OK));

    try (Http2Socket client = proxy.http2()) {
      Http2Socket.Answer answer = client.request(1, true, "TRACE", "/").answer(1);
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("allow")).isEqualTo("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
  }

  @Test
  void whoDoesNotSayWhatItSpeaksIsClosed(ProxyHarness proxy) throws IOException {
    proxy.withH2c().forwardingTo(proxy.answering("legacy", OK));

    try (var silent = proxy.socket(1);
        var half = proxy.socket(1)) {
      half.getOutputStream().write("PRI * HTTP/2.0\r\n".getBytes("US-ASCII"));
      silent.setSoTimeout((int) RawSocket.PATIENCE.toMillis());
      half.setSoTimeout((int) RawSocket.PATIENCE.toMillis());
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThat(half.getInputStream().read()).isEqualTo(-1);
    }
  }

  // --- the end

  @Test
  void aDrainIsAnnouncedTwiceAndServesWhatIsOnItsWay(ProxyHarness proxy) throws Exception {
    var began = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "legacy",
                connection -> {
                  boolean slow = connection.request().target().equals("/slow");
                  if (slow) {
                    began.countDown();
                    release.await(20, TimeUnit.SECONDS);
                  }
                  connection.send(OK).awaitEnd();
                }));

    try (Http2Socket client = proxy.http2()) {
      client.get(1, "/slow");
      assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
      var drained =
          CompletableFuture.runAsync(
              () -> proxy.facade().drain(java.time.Duration.ofSeconds(20)),
              task -> Thread.ofVirtual().start(task));
      Http2Socket.Frame first = client.await(Http2Socket.GOAWAY);
      assertThat(first.lastStream()).isEqualTo(Integer.MAX_VALUE);
      assertThat(client.get(3, "/late").answer(3).text()).isEqualTo("ok");
      Http2Socket.Frame second = client.await(Http2Socket.GOAWAY);
      assertThat(second.lastStream()).isEqualTo(3);
      assertThat(second.errorCode()).isZero();
      release.countDown();
      assertThat(client.answer(1).text()).isEqualTo("ok");
      drained.get(10, TimeUnit.SECONDS);
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
