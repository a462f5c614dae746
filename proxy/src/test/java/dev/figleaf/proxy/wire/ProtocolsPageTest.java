package dev.figleaf.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/protocols.md} says what the table says. */
class ProtocolsPageTest {
  private static final Path PAGE = Path.of("../docs/protocols.md");

  @Test
  void thePageIsMadeOfTheTable() throws Exception {
    if (Boolean.getBoolean("wire.write")) {
      Files.writeString(PAGE, ProtocolsPage.text());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(ProtocolsPage.text());
  }
}
