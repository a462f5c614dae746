package dev.figleaf.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the hash against what xxhsum -H64 prints for the first bytes of 01234567890123… */
class XxHash64Test {
  @ParameterizedTest
  @CsvSource({
    "0, ef46db3751d8e999",
    "1, 633457081244afec",
    "3, 1c2dcb4b9024d73d",
    "4, 4c33072b45647dcb",
    "5, 34cb4c2ee6166f65",
    "7, 97ee4fe4a0ff4dfa",
    "8, e4ba22a49ad89d3f",
    "9, 43ecc9248bc07d20",
    "12, f8552cd012184ecb",
    "15, aec792972e36582b",
    "16, 04950fe651ff347a",
    "28, c182799f614e7462",
    "31, 8b80da128591b789",
    "32, e5cc9f411ea110ba",
    "33, 14c504c80731f0bd",
    "36, a9a7b43e248fa3e1",
    "40, ca6fc80cbde1a931",
    "63, 93a9b4352b475d35",
    "64, d502f0d566ce31d4",
    "65, e0e3b2ac895e226e",
    "100, f80e7b96315afffa",
    "127, 4dbd83777bd196ed"
  })
  void agreesWithXxhsum(int length, String hash) {
    byte[] data = "0123456789".repeat(13).substring(0, length).getBytes(StandardCharsets.UTF_8);
    assertThat(XxHash64.hash(data)).isEqualTo(Long.parseUnsignedLong(hash, 16));
  }
}
