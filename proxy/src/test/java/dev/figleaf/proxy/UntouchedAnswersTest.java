package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What an upstream says at its own pace, in part, on a condition or encoded: all as it said it. */
@ProxyTest
class UntouchedAnswersTest {

  @Test
  void everyServerSentEventArrivesBeforeTheNextIsSaid(ProxyHarness proxy) throws Exception {
    var next = new SynchronousQueue<String>();
    proxy.forwardingTo(
        proxy.rawUpstream(
            "live",
            connection -> {
              connection.request();
              connection.send(
                  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                      + "Transfer-Encoding: chunked\r\n\r\n");
              for (String event = next.poll(10, TimeUnit.SECONDS);
                  event != null && !event.isEmpty();
                  event = next.poll(10, TimeUnit.SECONDS)) {
                connection.socket().sendChunk(event.getBytes(StandardCharsets.UTF_8));
              }
              connection.send("0\r\n\r\n");
            }));
    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/events", -1, "Accept: text/event-stream"));
      // The head is there before there is any event.
      assertThat(client.readHead().all("Content-Type")).containsExactly("text/event-stream");
      for (int i = 0; i < 5; i++) {
        String event = "id: " + i + "\ndata: now\n\n";
        next.put(event);
        String chunk = Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
        assertThat(client.read(chunk.length())).asString().isEqualTo(chunk);
      }
      next.put("");
      assertThat(client.read(5)).asString().isEqualTo("0\r\n\r\n");
    }
  }

  @Test
  void rangesAreBetweenTheClientAndTheUpstream(ProxyHarness proxy) {
    RawUpstream files =
        proxy.answering(
            "files",
            "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 2-4/10\r\n"
                + "Accept-Ranges: bytes\r\nETag: \"v1\"\r\nContent-Length: 3\r\n\r\ncde");
    proxy.forwardingTo(files);

    assertThat(proxy.get("/file", "Range: bytes=2-4", "If-Range: \"v1\""))
        .hasStatus(206)
        .hasHeader("Content-Range", "bytes 2-4/10")
        .hasHeader("Accept-Ranges", "bytes")
        .hasHeader("ETag", "\"v1\"")
        .hasBody("cde");
    assertThat(files.received().getFirst())
        .hasHeader("Range", "bytes=2-4")
        .hasHeader("If-Range", "\"v1\"");
  }

  @Test
  void conditionsAreBetweenTheClientAndTheUpstream(ProxyHarness proxy) throws Exception {
    RawUpstream files =
        proxy.answering(
            "files",
            "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37"
                + " GMT\r\nContent-Length: 3000\r\n\r\n");
    proxy.forwardingTo(files);
    try (RawSocket client = proxy.connect()) {
      for (int i = 0; i < 2; i++) {
        client.send(
            proxy.headOf(
                "GET",
                "/file",
                -1,
                "If-None-Match: \"v1\", W/\"v0\"",
                "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"));
        assertThat(client.readAnswer()).hasStatus(304).hasHeader("ETag", "\"v1\"");
      }
    }
    assertThat(files.received().getFirst())
        .hasHeader("If-None-Match", "\"v1\", W/\"v0\"")
        .hasHeader("If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void anEncodedBodyPassesByteForByte(ProxyHarness proxy) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write("squeeze ".repeat(1_000).getBytes(StandardCharsets.UTF_8));
    }
    byte[] squeezed = bytes.toByteArray();
    RawUpstream files =
        proxy.rawUpstream(
            "files",
            connection ->
                connection.forEachRequest(
                    (request, socket) -> {
                      assertThat(request).hasBody(squeezed);
                      socket
                          .send(
                              "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nVary: Accept-Encoding\r\n"
                                  + "Content-Length: "
                                  + squeezed.length
                                  + "\r\n\r\n")
                          .send(squeezed);
                    }));
    proxy.forwardingTo(files);

    assertThat(proxy.post("/", squeezed, "Content-Encoding: gzip", "Accept-Encoding: gzip, br"))
        .hasHeader("Content-Encoding", "gzip")
        .hasHeader("Vary", "Accept-Encoding")
        .hasBody(squeezed);
    assertThat(files.received().getFirst())
        .hasHeader("Content-Encoding", "gzip")
        .hasHeader("Accept-Encoding", "gzip, br");
  }
}
