package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveConfigTest {
  @TempDir Path folder;

  private String effective(String yaml) throws Exception {
    return effective(yaml, Map.of());
  }

  private String effective(String yaml, Map<String, String> environment) throws Exception {
    Path file = Files.writeString(folder.resolve("figleaf.yaml"), yaml);
    var out = new StringWriter();
    int exit =
        FigleafCommand.commandLine(environment)
            .setOut(new PrintWriter(out))
            .execute("config", "--effective", "--config", file.toString());
    assertThat(exit).isZero();
    return out.toString();
  }

  @Test
  void everyKeyIsPrintedWithWhatHolds() throws Exception {
    String all = effective("limits: { head: 2s, header-count: 50, http2: { streams: 7 } }");

    assertThat(all).contains("  head: 2s\n", "  header-count: 50\n", "  headers: 32KiB\n");
    assertThat(all).contains("  http2:\n    streams: 7\n    window: 64KiB\n");
    for (ConfigKey key : ConfigKey.ALL) {
      assertThat(all).contains(key.path().getLast() + ":");
    }
  }

  @Test
  void whatIsPrintedMeansTheSame() throws Exception {
    String all = effective("limits: { body-rate: 1KiB, heap: 85% }\ntrusted-proxies: [10.0.0.0/8]");

    assertThat(effective(all)).isEqualTo(all);
  }

  @Test
  void whatCameFromTheEnvironmentIsNotShown() throws Exception {
    String all = effective("instance: ${NAME}", Map.of("NAME", "hidden"));

    assertThat(all).contains("instance: …").doesNotContain("hidden");
  }

  @Test
  void noTokenIsShown() throws Exception {
    String all =
        effective(
            "admin: { token: hidden-hidden-hidden, tokens: [{ name: ann, secret:"
                + " hidden-hidden-hidden, role: operator }] }");

    assertThat(all)
        .contains("  token: …\n", "  tokens: [{ name: ann, secret: …, role: operator }]\n")
        .doesNotContain("hidden");
  }

  @Test
  void thePasswordOfTheStoreIsNotShown() throws Exception {
    String all = effective("store: { url: 'postgresql://db/figleaf', user: me, password: hidden }");

    assertThat(all)
        .contains("  url: \"postgresql://db/figleaf\"\n", "  user: me\n", "  password: …\n")
        .doesNotContain("hidden");
  }
}
