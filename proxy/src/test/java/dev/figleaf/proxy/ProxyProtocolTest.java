package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.edge.ListenerSettings;
import dev.figleaf.proxy.edge.ServerTls;
import dev.figleaf.proxy.edge.TlsFiles;
import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import dev.figleaf.proxy.harness.TlsMaterial;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PROXY protocol of HAProxy, where a listener asks for it: the peer is who it names. */
@ProxyTest
class ProxyProtocolTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String V1 = "PROXY TCP4 192.0.2.7 198.51.100.1 40000 443\r\n";

  private static final byte[] V2 =
      ByteBuffer.allocate(28)
          .put(new byte[] {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10})
          .put((byte) 0x21)
          .put((byte) 0x11)
          .putShort((short) 12)
          .put(new byte[] {(byte) 192, 0, 2, 9, (byte) 198, 51, 100, 1})
          .putShort((short) 40000)
          .putShort((short) 443)
          .array();

  private static ListenerSettings behindProxy(boolean h2c) {
    return new ListenerSettings("127.0.0.1", 0, null, h2c, true);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String seenFor(RawUpstream upstream) {
    return upstream.received().getLast().head().all("X-Forwarded-For").getFirst();
  }

  private static String answerTo(Socket socket, byte[]... pieces) throws IOException {
    try (socket) {
      OutputStream out = socket.getOutputStream();
      for (byte[] piece : pieces) {
        out.write(piece);
      }
      return new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void theNamedAddressIsThePeer(ProxyHarness proxy) throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.listening(behindProxy(false)).forwardingTo(legacy);

    assertThat(answerTo(proxy.socket(1), bytes(V1), bytes(GET))).isEqualTo("HTTP/1.1 200 OK");
    assertThat(seenFor(legacy)).isEqualTo("192.0.2.7");
    assertThat(answerTo(proxy.socket(1), V2, bytes(GET))).isEqualTo("HTTP/1.1 200 OK");
    assertThat(seenFor(legacy)).isEqualTo("192.0.2.9");
  }

  @Test
  void aCheckOfTheProxyItselfKeepsItsAddress(ProxyHarness proxy) throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.listening(behindProxy(false)).forwardingTo(legacy);

    assertThat(answerTo(proxy.socket(1), bytes("PROXY UNKNOWN\r\n"), bytes(GET)))
        .isEqualTo("HTTP/1.1 200 OK");
    assertThat(seenFor(legacy)).isEqualTo("127.0.0.1");
  }

  @Test
  void trustIsAskedOfTheNamedAddress(ProxyHarness proxy) throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.trusting("192.0.2.7/32").listening(behindProxy(false)).forwardingTo(legacy);

    String claiming = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.1\r\n\r\n";
    answerTo(proxy.socket(1), bytes(V1), bytes(claiming));
    assertThat(seenFor(legacy)).isEqualTo("203.0.113.1, 192.0.2.7");
    answerTo(proxy.socket(1), V2, bytes(claiming));
    assertThat(seenFor(legacy)).isEqualTo("192.0.2.9");
  }

  @Test
  void whoSaysNoPrefaceIsNotServed(ProxyHarness proxy) throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.listening(behindProxy(false)).forwardingTo(legacy);

    assertThat(answerTo(proxy.socket(1), bytes(GET))).isEmpty();
    assertThat(legacy.received()).isEmpty();
  }

  @Test
  void aPlainListenerTakesNobodysWord(ProxyHarness proxy) throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.forwardingTo(legacy);

    assertThat(answerTo(proxy.socket(0), bytes(V1), bytes(GET))).contains(" 400");
    assertThat(legacy.received()).isEmpty();
  }

  @Test
  void itStandsBeforeHttp2AndBeforeTls(ProxyHarness proxy, @TempDir Path folder)
      throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    TlsMaterial shop = TlsMaterial.of(folder, "shop.test");
    ServerTls tls =
        ServerTls.read(new TlsFiles(List.of(shop.pem()), TlsFiles.ClientCertificate.NONE, null));
    proxy
        .listening(behindProxy(true))
        .listening(new ListenerSettings("127.0.0.1", 0, tls, false, true))
        .forwardingTo(legacy);

    Socket plain = proxy.socket(1);
    plain.getOutputStream().write(V2);
    try (Http2Socket client = Http2Socket.over(plain)) {
      assertThat(client.get(1, "/").answer(1).text()).isEqualTo("ok");
    }
    assertThat(seenFor(legacy)).isEqualTo("192.0.2.9");

    Socket secured = proxy.socket(2);
    secured.getOutputStream().write(bytes(V1));
    try (Http2Socket client =
        Http2Socket.over(
            TlsMaterial.handshake(TlsMaterial.client(null, shop), secured, null, "h2"))) {
      assertThat(client.get(1, "/").answer(1).text()).isEqualTo("ok");
    }
    assertThat(seenFor(legacy)).isEqualTo("192.0.2.7");
  }
}
