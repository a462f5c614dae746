package dev.figleaf.proxy.handler.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.Action;
import dev.figleaf.rules.Key;
import dev.figleaf.rules.PartSpec;
import dev.figleaf.rules.ReadResult;
import dev.figleaf.rules.RuleReader;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/aggregation.md} names every key, and its example is good. */
class AggregationPageTest {
  private static final Path PAGE = Path.of("../docs/aggregation.md");
  private static final String UPSTREAMS =
      """
      version: 1
      upstreams: { monolith: { url: http://127.0.0.1:1 }, catalog: { url: http://127.0.0.1:2 } }
      seams: { catalog: { from: monolith, to: catalog, weight: 20%, cohort: [ip] } }
      """;

  @ParameterizedTest
  @ValueSource(classes = {Action.Aggregate.class, PartSpec.class})
  void everyKeyStandsThere(Class<?> spec) throws IOException {
    String page = Files.readString(PAGE);
    assertThat(Arrays.stream(spec.getRecordComponents()).map(AggregationPageTest::key))
        .allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
  }

  private static String key(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    String name = component.getName().equals("name") ? "parts" : component.getName();
    return key == null ? name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT) : key.value();
  }

  @Test
  void theExampleIsGood() throws IOException {
    isGood(UPSTREAMS + example("routes:"));
  }

  @Test
  void theExampleOfSharedPartsIsGood() throws IOException {
    isGood(example("version: 1"));
  }

  /** The first one that begins so. */
  private static String example(String begin) throws IOException {
    String page = Files.readString(PAGE);
    return begin + page.split("```yaml\n" + begin, 2)[1].split("```", 2)[0];
  }

  private static void isGood(String rules) {
    ReadResult read = new RuleReader(_ -> Optional.empty()).read(Map.of("rules.yaml", rules));

    assertThat(read.problems()).isEmpty();
    assertThat(read).isInstanceOf(ReadResult.Ok.class);
  }
}
