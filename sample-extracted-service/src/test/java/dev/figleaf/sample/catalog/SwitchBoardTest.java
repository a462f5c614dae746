package dev.figleaf.sample.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwitchBoardTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private TestCatalog catalog;

  @BeforeEach
  void open() throws Exception {
    catalog = TestCatalog.open(folder.resolve("catalog.db"));
  }

  @AfterEach
  void close() throws Exception {
    catalog.close();
  }

  @Test
  void switchesAreOffAtFirstAndTellWhatTheyAre() throws Exception {
    assertThat(catalog.get("/switches").body())
        .isEqualTo("{\"slow\":\"0ms\",\"down\":false,\"errorRate\":0.0}");

    catalog.put("/switches", "{\"slow\":\"2s\"}");

    assertThat(catalog.get("/switches").body())
        .isEqualTo("{\"slow\":\"2000ms\",\"down\":false,\"errorRate\":0.0}");
  }

  @Test
  void putTurnsOffWhatItDoesNotName() throws Exception {
    catalog.put("/switches", "{\"errorRate\":1}");
    catalog.put("/switches", "{}");

    assertThat(catalog.get("/api/catalog").statusCode()).isEqualTo(200);
  }

  @Test
  void slowServiceAnswersLaterAndItsHealthAtOnce() throws Exception {
    catalog.put("/switches", "{\"slow\":\"400ms\"}");

    assertThat(took("/api/catalog/items/7")).isGreaterThan(Duration.ofMillis(390));
    assertThat(catalog.get("/healthz").statusCode()).isEqualTo(200);
  }

  private Duration took(String path) throws Exception {
    var start = System.nanoTime();
    assertThat(catalog.get(path).statusCode()).isEqualTo(200);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void shareOfErrorsIsExactlyThatShare() throws Exception {
    catalog.put("/switches", "{\"errorRate\":0.2}");
    var failed = 0;
    for (var i = 0; i < 50; i++) {
      failed += catalog.get("/api/catalog").statusCode() == 500 ? 1 : 0;
    }

    assertThat(failed).isEqualTo(10);
    assertThat(catalog.get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void downServiceHangsUpOnEverybodyButItsSwitches() throws Exception {
    catalog.put("/switches", "{\"down\":true}");

    assertThatThrownBy(() -> catalog.get("/api/catalog")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> catalog.get("/healthz")).isInstanceOf(IOException.class);

    catalog.put("/switches", "{\"down\":false}");

    assertThat(catalog.get("/healthz").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"slow\":\"fast\"}",
        "{\"slow\":\"61s\"}",
        "{\"slow\":\"-1s\"}",
        "{\"errorRate\":1.5}",
        "{\"errorRate\":-1}",
        "{\"errorRate\":\"NaN\"}",
        "{\"sloww\":\"1s\"}",
        "null",
        "[]",
        "{"
      })
  void switchThatMakesNoSenseIsRefusedAndChangesNothing(String body) throws Exception {
    assertThat(catalog.put("/switches", body).statusCode()).isEqualTo(400);
    assertThat(catalog.get("/switches").body()).contains("\"slow\":\"0ms\"", "\"errorRate\":0.0");
  }

  @Test
  void optionsSetTheSwitchesAtTheStart() throws Exception {
    var options =
        CatalogOptions.parse(
            List.of(
                "--port", "0", "--data", folder.resolve("b.db").toString(), "--error-rate", "1"),
            Map.of());
    try (var failing = TestCatalog.open(options)) {
      assertThat(failing.get("/api/catalog").statusCode()).isEqualTo(500);
    }
  }

  @Test
  void flagsWinOverTheEnvironment() {
    var options =
        CatalogOptions.parse(
            List.of("--port", "0", "--slow", "1s", "--down", "--faults", "order, stale"),
            Map.of(
                "CATALOG_PORT",
                "9",
                "CATALOG_HOST",
                "::1",
                "CATALOG_DATA",
                "c.db",
                "CATALOG_FAULTS",
                "slow",
                "CATALOG_META",
                "off"));

    assertThat(options)
        .isEqualTo(
            new CatalogOptions(
                "::1",
                0,
                Path.of("c.db"),
                42,
                new Switches(Duration.ofSeconds(1), true, 0),
                Set.of(Fault.ORDER, Fault.STALE),
                false));
  }

  @ParameterizedTest
  @CsvSource({
    "--prot 1, unknown flag --prot",
    "--port, --port needs a value",
    "--port 65536, 'a port is a number from 0 to 65535, not 65536'",
    "--error-rate 2, 'an error rate is from 0 to 1, not 2'",
    "--faults none, 'a fault is one of stale, rounding, missing, order, slow'",
    "--meta maybe, 'meta is on or off, not maybe'",
    "--slow soon, 'slow is a duration such as 500ms or 2s, not soon'"
  })
  void wrongFlagIsToldInASentence(String arguments, String sentence) {
    assertThatThrownBy(() -> CatalogOptions.parse(List.of(arguments.split(" ")), Map.of()))
        .hasMessage(sentence);
  }
}
