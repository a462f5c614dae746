package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.store.EvidenceLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is secret in a request or an answer is in no file of the database, whatever differs. */
@ProxyTest
class ShadowSecretsTest {
  private static final List<String> SECRETS =
      List.of(
          "canary-bearer-1",
          "canary-session-2",
          "canary-set-3",
          "canary-password-4",
          "canary-place-5",
          "canary-query-6");

  private static String answer(String name) {
    String body =
        """
        {"name": "%s", "password": "canary-password-4", "holder": "canary-place-5",
         "echo": "you are canary-bearer-1"}"""
            .formatted(name);
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: id=canary-set-3-%s\r\n"
            .formatted(name)
        + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body);
  }

  @Test
  void noSecretIsKept(ProxyHarness proxy, @TempDir Path folder) throws Exception {
    proxy.keepingEvidence(folder);
    proxy.answering("monolith", answer("old"));
    proxy.answering("catalog", answer("new"));
    proxy.rules(
        """
        version: 1
        upstreams: { monolith: { url: "${monolith}" }, catalog: { url: "${catalog}" } }
        seams:
          catalog:
            from: monolith
            to: catalog
            weight: 0%
            shadow: { compare: { noise: off, redact: ["body:$.holder"] } }
        routes: [{ match: /**, seam: catalog }]
        """);

    assertThat(
            proxy.get(
                "/items/7?token=canary-query-6",
                "Authorization: Bearer canary-bearer-1",
                "Cookie: SESSION=canary-session-2"))
        .hasStatus(200);
    EvidenceLog kept = proxy.facade().evidence().orElseThrow();
    await().until(() -> !examples(kept).isEmpty());

    String all = everything(folder);
    assertThat(all).contains("/items/7").contains("new");
    assertThat(SECRETS).noneMatch(all::contains);
  }

  private static List<?> examples(EvidenceLog kept) {
    return kept.candidacies().stream()
        .flatMap(candidacy -> kept.differences(candidacy.id(), Instant.EPOCH).stream())
        .flatMap(difference -> kept.examples(difference.id()).stream())
        .toList();
  }

  private static String everything(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return String.join(
          "\n", files.filter(Files::isRegularFile).map(ShadowSecretsTest::text).toList());
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
