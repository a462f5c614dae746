package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.Bodies;
import dev.figleaf.proxy.harness.Head;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The corners of HTTP/1: messages without bodies, interim answers, trailers, old clients. */
@ProxyTest
class MessagesTest {

  // --- answers without a body

  @Test
  void anAnswerToHeadKeepsItsLengthAndHasNoBody(ProxyHarness proxy) throws Exception {
    RawUpstream legacy =
        proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n");
    proxy.forwardingTo(legacy);

    try (RawSocket client = proxy.connect()) {
      for (int i = 0; i < 3; i++) {
        client.send(proxy.headOf("HEAD", "/", -1));
        assertThat(client.readAnswer("HEAD")).hasStatus(200).hasHeader("Content-Length", "12345");
      }
    }
    assertThat(legacy.connections()).isEqualTo(1);
  }

  @Test
  void anAnswerToHeadWithoutALengthGetsNone(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.answering("legacy", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));

    try (RawSocket client = proxy.connect()) {
      for (int i = 0; i < 3; i++) {
        client.send(proxy.headOf("HEAD", "/", -1));
        assertThat(client.readAnswer("HEAD")).hasStatus(200).hasNoHeader("Content-Length");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void anAnswerThatCannotHaveABodyGetsNoLength(int status, ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(proxy.answering("legacy", "HTTP/1.1 " + status + " X\r\nETag: x\r\n\r\n"));

    try (RawSocket client = proxy.connect()) {
      for (int i = 0; i < 3; i++) {
        client.send(proxy.headOf("GET", "/", -1));
        assertThat(client.readAnswer())
            .hasStatus(status)
            .hasNoHeader("Content-Length")
            .hasNoHeader("Transfer-Encoding")
            .hasHeader("ETag", "x");
      }
    }
  }

  @Test
  void aNotModifiedAnswerKeepsTheLengthOfWhatItDoesNotSend(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.answering("legacy", "HTTP/1.1 304 Not Modified\r\nContent-Length: 777\r\n\r\n"));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      assertThat(client.readAnswer()).hasStatus(304).hasHeader("Content-Length", "777");
      client.send(proxy.headOf("GET", "/", -1));
      assertThat(client.readAnswer()).hasStatus(304);
    }
  }

  @Test
  void anEmptyAnswerKeepsItsLengthOfZero(ProxyHarness proxy) {
    proxy.forwardingTo(proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));

    assertThat(proxy.get("/")).hasHeader("Content-Length", "0").hasBody("");
  }

  // --- trailers

  @Test
  void trailersOfAnswersPass(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.answering(
            "legacy",
            "HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n0\r\nX-Sum: 42\r\nX-More: a\u00e9\r\n\r\n"));

    assertThat(proxy.get("/", "TE: trailers"))
        .hasBody("hello")
        .hasHeader("Trailer", "X-Sum")
        .hasTrailer("X-Sum", "42")
        .hasTrailer("X-More", "a\u00e9");
  }

  @Test
  void trailersThatWouldChangeTheAnswerStayBehind(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.answering(
            "legacy",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n0\r\nContent-Length: 1\r\nTransfer-Encoding: x\r\nX: y\r\n\r\n"));

    assertThat(proxy.get("/").trailers()).containsExactly(new Head.Header("X", "y"));
  }

  @Test
  void trailersOfRequestsPass(ProxyHarness proxy) throws Exception {
    RawUpstream legacy = proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    proxy.forwardingTo(legacy);

    try (RawSocket client = proxy.connect()) {
      for (int i = 0; i < 3; i++) {
        client.send(proxy.headOf("POST", "/", -1, "Transfer-Encoding: chunked"));
        client.send("5\r\nhello\r\n0\r\nX-Sum: " + i + "\r\n\r\n");
        assertThat(client.readAnswer()).hasStatus(200);
        assertThat(legacy.received().getLast())
            .hasBody("hello")
            .hasTrailer("X-Sum", Integer.toString(i));
      }
    }
  }

  @Test
  void trailersOfALongRequestPassOnceAndOnlyWithIt(ProxyHarness proxy) throws Exception {
    RawUpstream legacy = proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    proxy.forwardingTo(legacy);
    byte[] body = Bodies.random(300_000);

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/", -1, "Transfer-Encoding: chunked"));
      client.sendChunk(body).send("0\r\nX-Sum: 1\r\n\r\n");
      assertThat(client.readAnswer()).hasStatus(200);
      client.send(proxy.headOf("POST", "/", -1, "Transfer-Encoding: chunked"));
      client.sendChunk(body).send("0\r\n\r\n");
      assertThat(client.readAnswer()).hasStatus(200);
    }
    assertThat(legacy.received().get(0)).hasBody(body).hasTrailer("X-Sum", "1");
    assertThat(legacy.received().get(1).trailers()).isEmpty();
  }

  // --- interim answers

  @Test
  void anExpectedContinueComesFromTheUpstream(ProxyHarness proxy) throws Exception {
    var mayContinue = new CountDownLatch(1);
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              Head head = connection.head();
              assertThat(head.first("Expect")).contains("100-continue");
              assertThat(mayContinue.await(10, TimeUnit.SECONDS)).isTrue();
              connection.send("HTTP/1.1 100 Continue\r\n\r\n");
              assertThat(connection.socket().read(5)).asString().isEqualTo("hello");
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").awaitEnd();
            }));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/", 5, "Expect: 100-continue"));
      mayContinue.countDown();
      assertThat(client.readAnswer()).hasStatus(100);
      client.send("hello");
      assertThat(client.readAnswer()).hasStatus(200).hasBody("ok");
    }
  }

  @Test
  void aFinalAnswerInsteadOfTheContinuePasses(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.head();
              connection.send("HTTP/1.1 417 No\r\nContent-Length: 2\r\n\r\nno").awaitEnd();
            }));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/", 5, "Expect: 100-continue"));
      assertThat(client.readAnswer()).hasStatus(417).hasBody("no");
      // Whether the body still comes, nobody knows: the connection cannot be used again.
      assertThat(client).isEnded();
    }
  }

  @Test
  void aClientThatIsToldNothingMaySendItsBodyAllTheSame(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.head();
              assertThat(connection.socket().read(5)).asString().isEqualTo("hello");
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").awaitEnd();
            }));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/", 5, "Expect: 100-continue"));
      client.send("hello");
      assertThat(client.readAnswer()).hasStatus(200).hasBody("ok");
    }
  }

  @Test
  void anUnaskedContinueDoesNotDisturbTheAnswer(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.answering(
            "legacy",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

    assertThat(proxy.post("/", "x")).hasStatus(200).hasBody("ok");
  }

  @Test
  void earlyHintsPassBeforeTheAnswer(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.answering(
            "legacy",
            "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      assertThat(client.readAnswer()).hasStatus(103).hasHeader("Link", "</a.css>; rel=preload");
      assertThat(client.readAnswer()).hasStatus(200).hasBody("ok").hasNoHeader("Link");
    }
  }

  @Test
  void interimAnswersNeverReachAnHttp10Client(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.answering(
            "legacy",
            "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
                + "HTTP/1.1 100 Continue\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

    try (RawSocket client = proxy.connect()) {
      client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
      assertThat(client.readAnswer()).hasStatus(200).hasBody("ok");
    }
  }

  @Test
  void anInterimAnswerThatNobodyKnowsDoesNotReplaceTheAnswer(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.answering(
            "legacy",
            "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

    assertThat(proxy.get("/")).hasStatus(200).hasBody("ok");
  }

  // --- HTTP/1.0

  @Test
  void anHttp10ClientIsAnsweredAndItsConnectionCloses(ProxyHarness proxy) throws Exception {
    RawUpstream legacy =
        proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    proxy.forwardingTo(legacy);

    try (RawSocket client = proxy.connect()) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(client.readAnswer()).hasStatus(200).hasBody("ok");
      assertThat(client).isClosed();
    }
    assertThat(legacy.received().getLast())
        .hasHeader("Via", "1.0 figleaf")
        .hasHeader("Host", legacy.authority());
    assertThat(legacy.received().getLast().head().startLine()).endsWith(" HTTP/1.1");
  }

  @Test
  void anHttp10ClientMayKeepItsConnection(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

    try (RawSocket client = proxy.connect()) {
      for (int i = 0; i < 3; i++) {
        client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
        Message answer = client.readAnswer();
        assertThat(answer).hasStatus(200).hasBody("ok");
        assertThat(answer.header("Connection").orElse("")).isEqualToIgnoringCase("keep-alive");
      }
    }
  }

  @Test
  void anHttp10ClientNeverSeesChunks(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.answering(
            "legacy",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));

    try (RawSocket client = proxy.connect()) {
      client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
      assertThat(client.readAnswer())
          .hasBody("hello")
          .hasNoHeader("Transfer-Encoding")
          .hasHeader("Connection", "close");
    }
  }

  @Test
  void anUpstreamThatSpeaksHttp10IsUnderstood(ProxyHarness proxy) {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.0 200 OK\r\nServer: old\r\n\r\nhello");
            });
    proxy.forwardingTo(legacy);

    assertThat(proxy.get("/")).hasStatus(200).hasBody("hello");
    assertThat(proxy.get("/")).hasStatus(200).hasBody("hello");
    assertThat(proxy.get("/").head().startLine()).startsWith("HTTP/1.1 ");
  }

  // --- connections of clients

  @Test
  void aClientThatAsksForItGetsItsConnectionClosed(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1, "Connection: close"));
      assertThat(client.readAnswer()).hasBody("ok").hasHeader("Connection", "close");
      assertThat(client).isClosed();
    }
  }

  @Test
  void anUpstreamThatClosesDoesNotCloseTheClient(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send(
                  "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
            }));

    try (RawSocket client = proxy.connect()) {
      for (int i = 0; i < 5; i++) {
        client.send(proxy.headOf("POST", "/", 1) + "x");
        assertThat(client.readAnswer()).hasStatus(200).hasBody("ok").hasNoHeader("Connection");
      }
    }
  }

  @Test
  void aClientThatSaysThatItSendsNoMoreStillGetsItsAnswer(ProxyHarness proxy) throws Exception {
    var finished = new CountDownLatch(1);
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              assertThat(finished.await(10, TimeUnit.SECONDS)).isTrue();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").awaitEnd();
            }));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      finished.countDown();
      assertThat(client.readAnswer()).hasStatus(200).hasBody("ok");
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder(ProxyHarness proxy) throws Exception {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (request, socket) ->
                        socket.send(
                            "HTTP/1.1 200 OK\r\nContent-Length: "
                                + request.target().length()
                                + "\r\n\r\n"
                                + request.target())));
    proxy.forwardingTo(legacy);
    var all = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      all.append(
          i % 3 == 0
              ? proxy.headOf("POST", "/" + i, 4) + "body"
              : proxy.headOf("GET", "/" + i, -1));
    }

    try (RawSocket client = proxy.connect()) {
      client.send(all.toString());
      for (int i = 0; i < 100; i++) {
        assertThat(client.readAnswer()).hasBody("/" + i);
      }
    }
    assertThat(legacy).received(100);
  }

  // --- bodies that are too large, answers that are early

  @Test
  void aBodyThatAnnouncesTooMuchIsA413AndNothingIsSent(ProxyHarness proxy) throws Exception {
    RawUpstream legacy =
        proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    proxy.forwardingTo(legacy, "", "max-body: 1KiB");

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/", 1_025));
      assertThat(client.readAnswer()).hasStatus(413).hasCode("body-too-large");
    }
    assertThat(proxy.post("/", Bodies.random(1_025))).hasStatus(413);
    assertThat(legacy.connections()).isZero();
    assertThat(proxy.post("/", Bodies.random(1_024))).hasStatus(200);
  }

  @Test
  void aChunkedBodyThatGrowsTooLargeIsA413AndNothingWholeIsReceived(ProxyHarness proxy)
      throws Exception {
    RawUpstream legacy =
        proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    proxy.forwardingTo(legacy, "", "max-body: 100KiB");

    for (int i = 0; i < 20; i++) {
      try (RawSocket client = proxy.connect()) {
        client.send(proxy.headOf("POST", "/", -1, "Transfer-Encoding: chunked"));
        client.sendChunk(Bodies.random(70_000));
        client.sendChunk(Bodies.random(70_000)).send("0\r\n\r\n");
        assertThat(client.readAnswer()).hasStatus(413).hasCode("body-too-large");
        assertThat(client).isEnded();
      }
    }
    assertThat(legacy).receivedNothing();
  }

  @Test
  void aRefusalArrivesThoughTheWholeBodyCameWithTheHead(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(proxy.answering("legacy", ""), "", "max-body: 1KiB");

    for (int i = 0; i < 50; i++) {
      try (RawSocket client = proxy.connect()) {
        client.send(
            proxy.headOf("POST", "/", -1, "Transfer-Encoding: chunked")
                + "7d0\r\n"
                + "x".repeat(2_000)
                + "\r\n0\r\n\r\n");
        assertThat(client.readAnswer()).hasStatus(413).hasCode("body-too-large");
        assertThat(client).isClosed();
      }
    }
  }

  @Test
  void anAnswerBeforeTheEndOfTheBodyPassesAtOnce(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.head();
              connection.send("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno").awaitEnd();
            }));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/", 10_000_000)).send(Bodies.random(100_000));
      assertThat(client.readAnswer()).hasStatus(403).hasBody("no");
    }
  }

  @Test
  void anEarlyAnswerOfAnUpstreamThatThenClosesStillArrives(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.head();
              connection.send(
                  "HTTP/1.1 413 Too much\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
              connection.socket().finish();
              connection.socket().awaitEnd();
            }));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/", 200_000)).send(Bodies.random(200_000));
      assertThat(client.readAnswer()).hasStatus(413).hasBody("no");
    }
  }
}
