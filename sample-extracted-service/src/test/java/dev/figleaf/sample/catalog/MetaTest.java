package dev.figleaf.sample.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @SuppressWarnings("NullAway.Init")
  private TestCatalog catalog;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    catalog = TestCatalog.open(new CatalogOptions(0, folder.resolve("catalog.db")));
  }

  @AfterAll
  void close() throws Exception {
    catalog.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/catalog",
        "/api/catalog/items?size=2",
        "/api/catalog/items/7",
        "/api/catalog/picks"
      })
  void twoAnswersDifferInWhatTheySayAboutThemselvesAndInNothingElse(String path) throws Exception {
    var one = json(path);
    var other = json(path);

    assertThat(one).isNotEqualTo(other);
    assertThat(withoutMeta(one)).isEqualTo(withoutMeta(other));
  }

  private static JsonNode withoutMeta(JsonNode answer) {
    return answer.<ObjectNode>deepCopy().without("meta");
  }

  @Test
  void metaHasAFieldOfEveryClass() throws Exception {
    var earlier = json("/api/catalog/picks").at("/meta");
    var meta = json("/api/catalog/picks").at("/meta");

    assertThat(UUID.fromString(meta.at("/requestId").asText())).isNotNull();
    assertThat(Duration.between(Instant.parse(meta.at("/generatedAt").asText()), Instant.now()))
        .isLessThan(Duration.ofMinutes(1));
    assertThat(meta.at("/served").asLong()).isGreaterThan(earlier.at("/served").asLong());
    assertThat(meta.at("/zone").asText()).isIn("eu-1a", "eu-1b", "eu-1c");
    assertThat(meta.at("/load").asDouble()).isBetween(0.0, 1.0);
    assertThat(meta.at("/note").asText()).contains(" by ");
  }

  @Test
  void zoneStandsInAHeaderToo() throws Exception {
    assertThat(catalog.get("/api/catalog/categories").headers().firstValue("X-Zone")).isPresent();
  }

  @Test
  void validatorIsWeakAndStaysTheSame() throws Exception {
    var tag = catalog.get("/api/catalog/items/7").headers().firstValue("ETag").orElseThrow();

    assertThat(tag).startsWith("W/");
    assertThat(catalog.get("/api/catalog/items/7", "If-None-Match", tag).statusCode())
        .isEqualTo(304);
  }

  private JsonNode json(String path) throws Exception {
    return JSON.readTree(catalog.get(path).body());
  }
}
