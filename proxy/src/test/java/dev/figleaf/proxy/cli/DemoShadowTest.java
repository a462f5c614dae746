package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(240)
class DemoShadowTest {
  private static final Pattern LAST = Pattern.compile("([0-9,]+) requests in .*");

  @TempDir Path folder;

  @Test
  void everyPlantedFaultIsFoundNothingElseIsAndWithoutThemTheCatalogIsReady() throws IOException {
    Path report = folder.resolve("report.html");

    Typed typed =
        Typed.in(folder, "demo", "--shadow", "--free-ports", "--report", report.toString());

    // Precision and recall, for whoever reads the log; the exit code is what must hold.
    LAST.matcher(typed.out()).results().forEach(line -> System.out.println(line.group()));
    assertThat(typed.code()).as(typed.toString()).isZero();
    assertThat(typed.out())
        .contains("catalog: NOT READY\n", "catalog: READY\n")
        .containsPattern("20,\\d{3} requests in \\d+ s, 0 failed; precision 1.00, recall 1.00");
    assertThat(Files.readString(report))
        .contains("/api/catalog/items/{id}", "price", "brand", "picks", "stock");
  }

  @ParameterizedTest
  @CsvSource({
    "--shadow --for 5s, '--for does not go with --shadow, which ends after its 20,000 requests'",
    "--shadow --rules x, '--rules does not go with --shadow, which has rules of its own'",
    "--shadow --rate 0, '--rate is from 1 to 1000, not 0'",
    "--report x.html, '--report goes with --shadow only, --out with --shadow and --stay'",
    "--out x, '--report goes with --shadow only, --out with --shadow and --stay'"
  })
  void optionsThatDoNotGoTogetherAreRefusedInASentence(String options, String sentence) {
    Typed typed = Typed.in(folder, ("demo " + options).split(" "));

    assertThat(typed.code()).isEqualTo(2);
    assertThat(typed.err()).contains(sentence);
  }
}
