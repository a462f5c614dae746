package dev.figleaf.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleSchemaTest {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(RuleSchema.ofRules().toString(), InputFormat.JSON);

  static Stream<Path> validFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/valid"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("validFiles")
  void acceptsWhatTheReaderAccepts(Path file) throws IOException {
    assertThat(errors(Files.readString(file))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "misspelt-methods",
        "misspelt-section",
        "weights-120",
        "weight-word",
        "weight-without-percent",
        "version-2",
        "version-missing",
        "no-action",
        "two-actions",
        "upstream-url-and-endpoints",
        "upstream-without-address",
        "unknown-protocol",
        "path-without-slash",
        "pool-of-nothing",
        "respond-body-and-json",
        "cohort-claim",
        "match-value-forms",
        "max-body",
        "no-match",
        "tls-verify-no",
        "duration-without-unit",
        "key-of-a-later-version",
        "weight-missing"
      })
  void refusesWhatCanBeSeenToBeWrong(String mistake) throws IOException {
    Path file = Path.of("src/test/resources/problems", mistake + ".yaml");
    assertThat(errors(Files.readString(file))).isNotEmpty();
  }

  @Test
  void leavesRoomForValuesOfTheEnvironment() {
    String rules =
        """
        version: 1
        upstreams:
          monolith: { url: "${URL}", pool: { connections: "${MANY}" }, timeout: { connect: "${T}" } }
        seams:
          s: { from: monolith, to: monolith, weight: "${W}" }
        routes:
          - { match: /**, to: monolith }
        """;
    assertThat(errors(rules)).isEmpty();
  }

  @Test
  void describesEveryKey() {
    JsonNode schema = RuleSchema.ofRules();
    for (JsonNode definition : schema.withObject("/definitions")) {
      for (Map.Entry<String, JsonNode> key : definition.path("properties").properties()) {
        assertThat(key.getValue().path("description").asText())
            .as("%s", key.getKey())
            .endsWith(".");
      }
    }
    assertThat(keys(schema))
        .containsExactlyInAnyOrder(
            "version", "defaults", "upstreams", "seams", "routes", "tests", "path");
  }

  @Test
  void refusesUnknownKeysEverywhere() {
    for (JsonNode definition : RuleSchema.ofRules().withObject("/definitions")) {
      assertThat(definition.findValues("additionalProperties")).isNotEmpty();
    }
  }

  private static Set<String> keys(JsonNode schema) {
    return schema.path("properties").properties().stream()
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static List<Error> errors(String yaml) {
    var problems = new Problems();
    var environment =
        new Environment() {
          @Override
          public Optional<String> variable(String name) {
            // An editor sees the reference itself.
            return Optional.of("${" + name + "}");
          }
        };
    var substitution =
        new Substitution(environment, Path.of(""), problems, Substitution.collected());
    JsonText json =
        YamlTree.read("a.yaml", yaml, substitution, problems)
            .flatMap(root -> JsonTexts.write(root, "", problems))
            .orElseThrow();
    return SCHEMA.validate(parse(json.text()));
  }

  private static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
