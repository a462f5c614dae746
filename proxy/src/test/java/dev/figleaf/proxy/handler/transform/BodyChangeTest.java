package dev.figleaf.proxy.handler.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.proxy.json.Expression;
import dev.figleaf.proxy.json.JsonReader;
import dev.figleaf.proxy.json.JsonWriter;
import dev.figleaf.proxy.upstream.Transform.Made;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What expressions make of bodies, against the same written in Java. */
class BodyChangeTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Expression ORDER =
      Expression.of(
          "{ 'skus': [items.id], 'count': $count(items), 'by': user.name, 'all': [items] }");

  private static Optional<Made> change(String expression, String body, long most) {
    return new BodyChange(Expression.of(expression), Map.of(), most)
        .apply(body.getBytes(StandardCharsets.UTF_8), Expression.MILLIS);
  }

  private static JsonNode made(JsonNode body) {
    Made made =
        new BodyChange(ORDER, Map.of(), 1_000_000)
            .apply(JsonWriter.bytes(body), 10_000)
            .orElseThrow();
    return JsonReader.read(((Made.Body) made).bytes()).orElseThrow();
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(6), 0, 0x250)
        .filter(Character::isDefined)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void whateverTheBodyHoldsTheResultIsWhatTheSameInJavaMakes() {
    for (int seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      ObjectNode body = JSON.objectNode();
      ArrayNode items = body.putArray("items");
      ArrayNode skus = JSON.arrayNode();
      for (int i = random.nextInt(5); i > 0; i--) {
        ObjectNode item = items.addObject().put("qty", random.nextInt());
        if (random.nextInt(4) > 0) {
          String id = text(random);
          item.put("id", id);
          skus.add(id);
        }
      }
      ObjectNode expected = JSON.objectNode();
      expected.set("skus", skus);
      expected.put("count", items.size());
      if (random.nextBoolean()) {
        String name = text(random);
        body.putObject("user").put("name", name).put(text(random), random.nextBoolean());
        expected.put("by", name);
      }
      expected.set("all", items.deepCopy());

      assertThat(made(body)).as("seed %d: %s", seed, body).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $        | {"a":[1,2.50,true,null,"x"]} | {"a":[1,2.5,true,null,"x"]}
          a        | {"a":{"b":{}}}               | {"b":{}}
          [a]      | {"a":1}                      | [1]
          a        | {"a":false}                  | false
          a        | {"a":0}                      | 0
          ""       | {}                           | ""
          $        | []                           | []
          a & 'ü'  | {"a":"€"}                    | "€ü"
          a        | {"a":9007199254740993}       | 9007199254740993
          """)
  void aBodyMayBeAnyValue(String expression, String body, String made) {
    assertThat(change(expression, body, 1_000))
        .hasValueSatisfying(
            one ->
                assertThat(new String(((Made.Body) one).bytes(), StandardCharsets.UTF_8))
                    .isEqualTo(made));
  }

  @Test
  void whatIsMadeIsNoLongerThanItMayBe() {
    assertThat(change("a", "{\"a\":\"xyz\"}", 5)).isPresent();
    assertThat(change("a", "{\"a\":\"xyz\"}", 4)).isEmpty();
    assertThat(change("[1..199999].$$.a", "{\"a\":\"" + "x".repeat(100_000) + "\"}", 1_000))
        .isEmpty();
  }

  @Test
  void nothingAndNullAreNoBodies() {
    assertThat(change("missing", "{}", 100)).isEmpty();
    assertThat(change("a", "{\"a\":null}", 100)).isEmpty();
  }

  @Test
  void whatIsNoJsonIsToldApart() {
    assertThat(change("a", "{", 100)).containsInstanceOf(Made.NotJson.class);
    assertThat(change("a", "[".repeat(300) + "]".repeat(300), 100))
        .containsInstanceOf(Made.NotJson.class);
  }
}
