package dev.figleaf.proxy.edge;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static dev.figleaf.proxy.harness.ProxyAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import dev.figleaf.proxy.harness.TlsMaterial;
import io.vertx.core.net.OpenSSLEngineOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients over TLS: which certificate they see, which they must show, what they may speak. */
@ProxyTest
class TlsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static TlsMaterial shop;

  @SuppressWarnings("NullAway.Init")
  private static TlsMaterial admin;

  @BeforeAll
  static void makeCertificates() {
    shop = TlsMaterial.of(folder, "shop.test", "*.shop.test");
    admin = TlsMaterial.withKey(folder, "RSA", "admin", "admin.test");
  }

  /** What is shown to a client that asks for this name. */
  private static X509Certificate shown(
      ProxyHarness proxy, @Nullable String name, TlsMaterial... all) throws IOException {
    SSLContext context = TlsMaterial.client(null, all);
    try (SSLSocket tls = TlsMaterial.handshake(context, proxy.socket(1), name)) {
      return (X509Certificate) tls.getSession().getPeerCertificates()[0];
    }
  }

  private static String getOver(SSLSocket tls) throws IOException {
    tls.getOutputStream().write("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n".getBytes("US-ASCII"));
    return new String(tls.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
  }

  // --- what is spoken

  @Test
  void openSslIsWhatLoadsHere() {
    assertThat(OpenSSLEngineOptions.isAvailable()).isTrue();
  }

  @Test
  void http2IsAgreedByAlpn(ProxyHarness proxy) throws Exception {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.listening(TlsMaterial.listener(shop.pem())).forwardingTo(legacy);

    try (var client = HttpClient.newBuilder().sslContext(TlsMaterial.client(null, shop)).build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + proxy.port(1) + "/x"))
                  .POST(HttpRequest.BodyPublishers.ofString("body"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.body()).isEqualTo("ok");
    }
    var request = legacy.received().getFirst();
    assertThat(request.text()).isEqualTo("body");
    assertThat(request.head().all("X-Forwarded-Proto")).containsExactly("https");
  }

  @Test
  void manyRequestsShareOneConnection(ProxyHarness proxy) throws Exception {
    proxy
        .listening(TlsMaterial.listener(shop.pem()))
        .eventLoops(2)
        .forwardingTo(proxy.answering("legacy", OK));

    try (var client = HttpClient.newBuilder().sslContext(TlsMaterial.client(null, shop)).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + proxy.port(1) + "/")).build();
      client.send(request, HttpResponse.BodyHandlers.discarding());
      List<CompletableFuture<HttpResponse<String>>> answers =
          IntStream.range(0, 90)
              .mapToObj(_ -> client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
              .toList();
      for (var answer : answers) {
        assertThat(answer.get().body()).isEqualTo("ok");
      }
    }
  }

  @Test
  void whoOffersNothingSpeaksHttp11(ProxyHarness proxy) throws IOException {
    proxy.listening(TlsMaterial.listener(shop.pem())).forwardingTo(proxy.answering("legacy", OK));

    try (SSLSocket tls =
        TlsMaterial.handshake(TlsMaterial.client(null, shop), proxy.socket(1), null)) {
      assertThat(getOver(tls)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void framesPassOverTlsAsTheyDoWithout(ProxyHarness proxy) throws IOException {
    proxy.listening(TlsMaterial.listener(shop.pem())).forwardingTo(proxy.answering("legacy", OK));

    try (Http2Socket client =
        Http2Socket.over(
            TlsMaterial.handshake(
                TlsMaterial.client(null, shop), proxy.socket(1), "shop.test", "h2"))) {
      assertThat(client.get(1, "/").answer(1).text()).isEqualTo("ok");
    }
  }

  @Test
  void tls12And13AreSpokenAndNothingOlder(ProxyHarness proxy) throws IOException {
    proxy.listening(TlsMaterial.listener(shop.pem())).forwardingTo(proxy.answering("legacy", OK));

    for (String version : List.of("1.2", "1.3")) {
      assertThat(openSsl(proxy, "-tls" + version.replace('.', '_')))
          .as(version)
          .contains("TLSv" + version)
          .contains("BEGIN CERTIFICATE");
    }
    for (String version : List.of("1", "1_1")) {
      assertThat(openSsl(proxy, "-tls" + version, "-cipher", "ALL:@SECLEVEL=0"))
          .as(version)
          .doesNotContain("BEGIN CERTIFICATE");
    }
  }

  @Test
  void onlyAuthenticatedCiphersWithForwardSecrecyAreSpoken(ProxyHarness proxy, @TempDir Path own)
      throws IOException {
    TlsMaterial first = TlsMaterial.of(own, "first.test");
    TlsMaterial second = TlsMaterial.withKey(folder, "RSA", "second", "second.test");
    proxy.listening(TlsMaterial.listener(first.pem())).forwardingTo(proxy.answering("legacy", OK));
    assertStrongCiphersOnly(proxy, "ECDSA");

    copy(second, first);
    await()
        .atMost(RawSocket.PATIENCE)
        .untilAsserted(
            () -> assertThat(shown(proxy, null, first, second)).isEqualTo(second.certificate()));
    assertStrongCiphersOnly(proxy, "RSA");
  }

  private static void assertStrongCiphersOnly(ProxyHarness proxy, String key) throws IOException {
    for (String strong : List.of("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")) {
      String cipher = "ECDHE-" + key + "-" + strong;
      assertThat(openSsl(proxy, "-tls1_2", "-cipher", cipher)).contains("Cipher is " + cipher);
    }
    for (String weak : List.of("ALL:!AESGCM:!CHACHA20", "ALL:!ECDHE")) {
      assertThat(openSsl(proxy, "-tls1_2", "-cipher", weak + ":@SECLEVEL=0"))
          .as(weak)
          .contains("Cipher is (NONE)");
    }
  }

  private static String openSsl(ProxyHarness proxy, String... arguments) throws IOException {
    var command = new java.util.ArrayList<>(List.of("openssl", "s_client"));
    command.addAll(List.of("-connect", "127.0.0.1:" + proxy.port(1)));
    command.addAll(List.of(arguments));
    Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
    client.getOutputStream().close();
    return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  // --- which certificate

  @Test
  void theNameThatIsAskedForChoosesTheCertificate(ProxyHarness proxy) throws IOException {
    proxy
        .listening(TlsMaterial.listener(shop.pem(), admin.store()))
        .forwardingTo(proxy.answering("legacy", OK));

    assertThat(shown(proxy, "shop.test", shop, admin)).isEqualTo(shop.certificate());
    assertThat(shown(proxy, "admin.test", shop, admin)).isEqualTo(admin.certificate());
    assertThat(shown(proxy, "ADMIN.test", shop, admin)).isEqualTo(admin.certificate());
    assertThat(shown(proxy, "a.shop.test", shop, admin)).isEqualTo(shop.certificate());
    assertThat(shown(proxy, "nobody.test", shop, admin)).isEqualTo(shop.certificate());
    assertThat(shown(proxy, null, shop, admin)).isEqualTo(shop.certificate());
  }

  @Test
  void manyNamesCostNoMemory(ProxyHarness proxy) throws IOException {
    proxy
        .listening(TlsMaterial.listener(shop.pem(), admin.pem()))
        .forwardingTo(proxy.answering("legacy", OK));

    for (int i = 0; i < 300; i++) {
      assertThat(shown(proxy, "n" + i + ".shop.test", shop)).isEqualTo(shop.certificate());
    }
    var choice =
        new CertificateChoice(
            List.of(
                ServerCertificate.read("a", shop.pem(), Files::readAllBytes),
                ServerCertificate.read("b", admin.pem(), Files::readAllBytes)));
    for (int i = 0; i < 50_000; i++) {
      assertThat(choice.choose("EC", "n" + i + ".shop.test")).isEqualTo("a");
    }
  }

  // --- certificates of clients

  @Test
  void aListenerThatRequiresACertificateServesNobodyWithout(ProxyHarness proxy) throws IOException {
    TlsMaterial client = TlsMaterial.of(folder, "client.test");
    TlsMaterial stranger = TlsMaterial.of(folder, "stranger.test");
    proxy
        .listening(
            TlsMaterial.listener(
                new TlsFiles(
                    List.of(shop.pem()), TlsFiles.ClientCertificate.REQUIRE, client.chain())))
        .forwardingTo(proxy.answering("legacy", OK));

    try (SSLSocket tls =
        TlsMaterial.handshake(TlsMaterial.client(client, shop), proxy.socket(1), null)) {
      assertThat(getOver(tls)).isEqualTo("HTTP/1.1 200 OK");
    }
    for (TlsMaterial wrong : new TlsMaterial[] {null, stranger}) {
      assertThatThrownBy(
              () -> {
                try (SSLSocket tls =
                    TlsMaterial.handshake(TlsMaterial.client(wrong, shop), proxy.socket(1), null)) {
                  getOver(tls);
                }
              })
          .isInstanceOfAny(SSLException.class, java.net.SocketException.class);
    }
  }

  @Test
  void aListenerThatRequestsACertificateServesThoseWithoutToo(ProxyHarness proxy)
      throws IOException {
    proxy
        .listening(
            TlsMaterial.listener(
                new TlsFiles(
                    List.of(shop.pem()), TlsFiles.ClientCertificate.REQUEST, admin.chain())))
        .forwardingTo(proxy.answering("legacy", OK));

    try (SSLSocket tls =
        TlsMaterial.handshake(TlsMaterial.client(null, shop), proxy.socket(1), null)) {
      assertThat(getOver(tls)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  // --- files

  private static void copy(TlsMaterial from, TlsMaterial over) throws IOException {
    Files.copy(from.chain(), over.chain(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(from.key(), over.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void newFilesAreShownWithoutAStopAndBadOnesAreNot(ProxyHarness proxy, @TempDir Path own)
      throws IOException {
    TlsMaterial first = TlsMaterial.of(own, "first.test");
    TlsMaterial second = TlsMaterial.withKey(folder, "RSA", "second", "second.test");
    proxy
        .listening(TlsMaterial.listener(first.pem()))
        .eventLoops(2)
        .forwardingTo(proxy.answering("legacy", OK));
    assertThat(shown(proxy, null, first)).isEqualTo(first.certificate());

    try (SSLSocket open =
        TlsMaterial.handshake(TlsMaterial.client(null, first), proxy.socket(1), null)) {
      copy(second, first);
      await()
          .atMost(RawSocket.PATIENCE)
          .untilAsserted(
              () -> assertThat(shown(proxy, null, first, second)).isEqualTo(second.certificate()));
      assertThat(getOver(open)).as("a connection that stood").isEqualTo("HTTP/1.1 200 OK");
    }
    for (int i = 0; i < 8; i++) {
      assertThat(shown(proxy, null, second)).as("on every loop").isEqualTo(second.certificate());
    }

    Files.writeString(first.key(), "no key");
    await().atMost(RawSocket.PATIENCE).until(() -> proxy.saidInLog("has no private key"));
    assertThat(shown(proxy, null, second)).isEqualTo(second.certificate());
  }

  @Test
  void filesThatMakeNoListenerSayWhy(@TempDir Path own) throws IOException {
    Path nothing = own.resolve("none.pem");
    Path text = Files.writeString(own.resolve("text.pem"), "text");
    Path encrypted =
        Files.writeString(
            own.resolve("encrypted.pem"),
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");

    assertSays(TlsFiles.of(nothing, shop.key()), "there is no file " + nothing);
    assertSays(TlsFiles.of(text, shop.key()), text + " has no certificate");
    assertSays(TlsFiles.of(shop.key(), shop.key()), shop.key() + " has ");
    assertSays(TlsFiles.of(shop.chain(), text), text + " has no private key");
    assertSays(TlsFiles.of(shop.chain(), encrypted), encrypted + " has an encrypted key");
    assertSays(
        TlsFiles.of(shop.chain(), admin.key()),
        "the key in " + admin.key() + " is not that of the first certificate in " + shop.chain());
    assertSays(
        new TlsFiles(
            List.of(new TlsFiles.Certificate.Pkcs12(shop.pkcs12(), "wrong")),
            TlsFiles.ClientCertificate.NONE,
            null),
        shop.pkcs12() + " cannot be opened");
  }

  private static void assertSays(TlsFiles files, String sentence) {
    assertThatThrownBy(() -> ServerTls.read(files)).hasMessageStartingWith(sentence);
  }

  @Test
  void keysInTheOlderFormsAreRead(@TempDir Path own) throws Exception {
    for (TlsMaterial material : List.of(shop, admin)) {
      Path old = own.resolve("old.key");
      Process convert =
          new ProcessBuilder(
                  "openssl",
                  "pkey",
                  "-traditional",
                  "-in",
                  material.key().toString(),
                  "-out",
                  old.toString())
              .start();
      assertThat(convert.waitFor()).isZero();
      assertThat(Files.readString(old)).doesNotContain("BEGIN PRIVATE KEY");
      assertThat(ServerTls.read(TlsFiles.of(material.chain(), old)).summary()).contains(".test");
    }
  }
}
