package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import dev.figleaf.proxy.harness.TlsMaterial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that is not ours, where there is one: curl with nghttp2. */
@ProxyTest
class CurlTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir Path folder;

  @BeforeEach
  void needsCurl() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "there is no curl");
    assumeTrue(curl("--version").contains("HTTP2"), "this curl knows no HTTP/2");
  }

  private static String curl(String... arguments) {
    var command = new ArrayList<>(List.of("/usr/bin/curl", "--silent", "--show-error"));
    command.addAll(List.of("--max-time", "20", "--noproxy", "*"));
    command.addAll(List.of(arguments));
    try {
      Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
      curl.getOutputStream().close();
      return new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void itSpeaksHttp2OverTls(ProxyHarness proxy) {
    TlsMaterial shop = TlsMaterial.of(folder, "shop.test");
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.listening(TlsMaterial.listener(shop.pem())).forwardingTo(legacy);

    assertThat(
            curl(
                "--http2",
                "--cacert",
                shop.chain().toString(),
                "--resolve",
                "shop.test:" + proxy.port(1) + ":127.0.0.1",
                "--data",
                "a=1",
                "--write-out",
                " over %{http_version}",
                "https://shop.test:" + proxy.port(1) + "/x"))
        .isEqualTo("ok over 2");
    assertThat(legacy.received().getFirst().text()).isEqualTo("a=1");
  }

  @Test
  void itSpeaksHttp2WithPriorKnowledge(ProxyHarness proxy) throws IOException {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.withH2c().forwardingTo(legacy);
    Path upload = Files.write(folder.resolve("upload"), new byte[3 << 20]);

    assertThat(
            curl(
                "--http2-prior-knowledge",
                "--upload-file",
                upload.toString(),
                "--write-out",
                " over %{http_version}",
                "http://" + "127.0.0.1:" + proxy.port(1) + "/x"))
        .isEqualTo("ok over 2");
    assertThat(legacy.received().getFirst().body()).hasSize(3 << 20);
  }
}
