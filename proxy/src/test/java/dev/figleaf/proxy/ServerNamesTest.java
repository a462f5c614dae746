package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyProcess;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names that clients make up leave nothing behind (CVE-2024-1300). */
@ProxyTest
@Timeout(180)
class ServerNamesTest {
  private static final int NAMES = 50_000;
  private static final int WARM = 1_000;
  private static final int AT_ONCE = 100;
  private static final long GROWTH = 3L * 1024 * 1024;
  private static final int HANDSHAKE = 22;

  @Test
  void fiftyThousandNamesLeaveTheHeapAsItIs(
      ProxyHarness proxy, TestReporter report, @TempDir Path folder) throws Exception {
    TlsMaterial certificate = TlsMaterial.of(folder, "shop.example");
    String rules =
        """
        version: 1
        upstreams: { legacy: { url: "%s" } }
        routes: [{ match: /**, to: legacy }]
        """
            .formatted(proxy.deadUpstream("legacy").url());
    try (var process =
        ProxyProcess.start(
            folder, rules, "-Xmx96m", "-XX:+UseSerialGC", ProxyProcess.showing(certificate))) {
      int port = process.tlsPort();
      greet(port, 0, WARM);
      long heap = process.heap();
      long direct = process.direct();

      greet(port, WARM, NAMES);

      // What the last clients held goes when the facade has seen that they left.
      await()
          .atMost(RawSocket.PATIENCE)
          .untilAsserted(() -> assertThat(process.heap() - heap).isLessThan(GROWTH));
      assertThat(process.direct() - direct).isLessThan(GROWTH);
      report.publishEntry("growth of the heap", Long.toString(process.heap() - heap));
      report.publishEntry("growth outside it", Long.toString(process.direct() - direct));
      shakesHands(certificate, port);
    }
  }

  private static void shakesHands(TlsMaterial certificate, int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket tls =
            TlsMaterial.handshake(
                TlsMaterial.client(null, certificate), socket, "made-up.example")) {
      assertThat(tls.getSession().getPeerCertificates()[0]).isEqualTo(certificate.certificate());
    }
  }

  /** Says hello with each of these names, and leaves when it was understood. */
  private static void greet(int port, int from, int to) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int first = from; first < to; first += AT_ONCE) {
      List<SocketChannel> clients = new ArrayList<>();
      for (int i = first; i < Math.min(to, first + AT_ONCE); i++) {
        SocketChannel client = SocketChannel.open(address);
        clients.add(client);
        client.write(ByteBuffer.wrap(hello("name-%05d.%s.example".formatted(i, "x".repeat(60)))));
      }
      for (SocketChannel client : clients) {
        ByteBuffer answer = ByteBuffer.allocate(1);
        assertThat(client.read(answer)).isEqualTo(1);
        assertThat(answer.get(0)).as("the type of the record").isEqualTo((byte) HANDSHAKE);
        // By a RST: the port is free for the next one at once.
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.close();
      }
    }
  }

  /**
   * A ClientHello of TLS 1.3 (RFC 8446 §4.1.2) with a name, and without a key, for which the server
   * has to ask: by then it has chosen a certificate, and calculated nothing.
   */
  private static byte[] hello(String name) {
    byte[] host = name.getBytes(StandardCharsets.US_ASCII);
    byte[] extensions =
        joined(
            extension(0, sized(2, joined(new byte[] {0}, sized(2, host)))),
            extension(10, sized(2, new byte[] {0, 0x1d, 0, 0x17})),
            extension(13, sized(2, new byte[] {4, 3, 5, 3, 8, 4})),
            extension(43, sized(1, new byte[] {3, 4})),
            extension(51, sized(2, new byte[0])));
    byte[] body =
        joined(
            new byte[] {3, 3},
            new byte[32],
            sized(1, new byte[32]),
            sized(2, new byte[] {0x13, 1, 0x13, 2, 0x13, 3}),
            sized(1, new byte[] {0}),
            sized(2, extensions));
    return joined(new byte[] {HANDSHAKE, 3, 1}, sized(2, joined(new byte[] {1}, sized(3, body))));
  }

  private static byte[] extension(int type, byte[] data) {
    return joined(new byte[] {0, (byte) type}, sized(2, data));
  }

  /** With the length before it, in so many bytes. */
  private static byte[] sized(int lengthBytes, byte[] data) {
    byte[] length = new byte[lengthBytes];
    for (int i = 0; i < lengthBytes; i++) {
      length[i] = (byte) (data.length >> 8 * (lengthBytes - 1 - i));
    }
    return joined(length, data);
  }

  private static byte[] joined(byte[]... parts) {
    var all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
