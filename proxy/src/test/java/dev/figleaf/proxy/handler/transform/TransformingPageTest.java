package dev.figleaf.proxy.handler.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.upstream.ForwardError;
import dev.figleaf.routing.RouteTable;
import dev.figleaf.routing.RuleTests;
import dev.figleaf.rules.Key;
import dev.figleaf.rules.ReadResult;
import dev.figleaf.rules.RuleReader;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.TransformSpec;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/transforming.md} names every key and every code, and its example is good. */
class TransformingPageTest {
  private static final Path PAGE = Path.of("../docs/transforming.md");

  @ParameterizedTest
  @ValueSource(
      classes = {
        TransformSpec.class,
        TransformSpec.RequestChanges.class,
        TransformSpec.AnswerChanges.class,
        TransformSpec.HeaderChanges.class
      })
  void everyKeyStandsThere(Class<?> spec) throws IOException {
    String page = Files.readString(PAGE);
    assertThat(Arrays.stream(spec.getRecordComponents()).map(TransformingPageTest::key))
        .allSatisfy(key -> assertThat(page).containsPattern("`([a-z]+\\.)?" + key + "[`.]"));
  }

  private static String key(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    return key == null
        ? component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
        : key.value();
  }

  @Test
  void everyCodeStandsThereWithItsStatus() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(
            List.of(
                ForwardError.BODY_TOO_LARGE,
                ForwardError.BODY_UNSUPPORTED,
                ForwardError.BODY_NOT_JSON,
                ForwardError.BODY_NOT_TRANSFORMED,
                ForwardError.ANSWER_TOO_LARGE,
                ForwardError.ANSWER_NOT_JSON,
                ForwardError.ANSWER_NOT_TRANSFORMED,
                ForwardError.NO_MEMORY))
        .allSatisfy(error -> assertThat(page).contains(error.status() + " `" + error.code() + "`"));
  }

  @Test
  void theExampleIsGoodAndItsTestPasses() throws IOException {
    String[] parts = Files.readString(PAGE).split("```yaml\n", 3);
    String example = parts[1].split("```", 2)[0] + parts[2].split("```", 2)[0];
    ReadResult read = new RuleReader(_ -> Optional.empty()).read(Map.of("rules.yaml", example));

    assertThat(read.problems()).isEmpty();
    RuleSet rules = ((ReadResult.Ok) read).rules();
    assertThat(TransformProblems.find(rules)).isEmpty();
    assertThat(RuleTests.run(rules, RouteTable.compile(rules), new TestedBodies()).results())
        .flatExtracting(RuleTests.Result::checks)
        .hasSize(4)
        .allSatisfy(check -> assertThat(check.actual()).matches(_ -> check.passed()));
  }
}
