package dev.figleaf.proxy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small rule sets, good and bad. */
final class RuleTexts {
  static final String GOOD =
      """
      version: 1
      upstreams:
        monolith: { url: http://127.0.0.1:8081 }
        catalog: { url: http://127.0.0.1:8082 }
      seams:
        catalog:
          from: monolith
          to: catalog
          weight: 20%
          cohort: [header:X-User-Id]
      routes:
        - match: { path: /api/catalog/**, methods: [GET, HEAD] }
          seam: catalog
        - match: /**
          to: monolith
      tests:
        - name: one client in five reads the new catalog
          request: { path: /api/catalog/items/7, bucket: 0.19 }
          expect: { upstream: catalog }
      """;

  static final String BAD =
      """
      version: 1
      upstreams:
        monolith: { url: http://127.0.0.1:8081 }
      routes:
        - match: /**
          to: monolit
        - match: { path: /a, metods: [GET] }
          to: monolith
      """;

  private RuleTexts() {}

  /** Writes a rule file. */
  static Path write(Path folder, String text) throws IOException {
    return Files.writeString(folder.resolve("rules.yaml"), text);
  }
}
