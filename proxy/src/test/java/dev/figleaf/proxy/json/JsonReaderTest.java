package dev.figleaf.proxy.json;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for one JSON value. */
class JsonReaderTest {
  private static String written(JsonNode node) {
    var whole = JsonNodeFactory.instance.objectNode();
    whole.put("before", 1).set("it", node);
    return new String(JsonWriter.bytes(whole.put("after", 2)), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "0",
        "null",
        "\"\"",
        " [1 , 2.50, -0, 1e400, 12345678901234567890]\n",
        "{\"a\":{\"a\":[{\"a\":1},{\"a\":2}]}}",
        "\"\\u00e9é€𝄞\\\"\\\\\"",
        "\"\uFFFD\"",
      })
  void aValueThatNobodyLooksIntoIsWrittenAsItCame(String text) {
    assertThat(JsonReader.verbatim(text.getBytes(UTF_8)).map(JsonReaderTest::written))
        .hasValue("{\"before\":1,\"it\":" + text + ",\"after\":2}");
  }

  static Stream<byte[]> wrong() {
    Stream<String> texts =
        Stream.of(
            "",
            " ",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{\"a\":1,\"a\":2}",
            "{\"b\":[{\"a\":1,\"c\":2,\"\\u0061\":3}]}",
            "{\"a\":1} 2",
            "{}}",
            "[1 2]",
            "{a:1}",
            "'a'",
            "nul",
            "NaN",
            "01",
            "1.",
            "+1",
            "\"a",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\u0001\"",
            "//\n1",
            "[".repeat(JsonReader.DEEPEST + 1) + "]".repeat(JsonReader.DEEPEST + 1),
            "9".repeat(1_001));
    return Stream.concat(
        texts.map(text -> text.getBytes(UTF_8)),
        Stream.of(
            new byte[] {'"', (byte) 0xC3, '"'},
            new byte[] {'"', (byte) 0xFF, '"'},
            new byte[] {'"', (byte) 0x80, '"'}));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatIsNoValueIsNoneInEitherWay(byte[] text) {
    assertThat(JsonReader.read(text)).isEmpty();
    assertThat(JsonReader.verbatim(text)).isEmpty();
  }

  static Stream<byte[]> otherCodings() {
    String text = "{\"a\":1}";
    return Stream.of(
        ("\uFEFF" + text).getBytes(UTF_8), text.getBytes(UTF_16BE), text.getBytes(UTF_16LE));
  }

  @ParameterizedTest
  @MethodSource("otherCodings")
  void whatIsInAnotherCodingIsWrittenInUtf8(byte[] text) {
    assertThat(JsonReader.verbatim(text).map(JsonReaderTest::written))
        .hasValue("{\"before\":1,\"it\":{\"a\":1},\"after\":2}");
  }
}
