package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.shadow.Difference.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.javacrumbs.jsonunit.core.Configuration;
import net.javacrumbs.jsonunit.core.internal.Diff;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.xmlunit.builder.DiffBuilder;

/** What holds of comparing anything; comparers that others wrote say what is equal. */
class ComparingPropertyTest {
  private static final Answers.Said USUAL = new Answers.Said();
  private static final List<String> TYPES =
      List.of("application/json", "application/xml", "text/html", "text/plain", "image/png", "");

  @Property(tries = 1_000)
  void jsonIsEqualWhenJsonUnitSaysSo(@ForAll("values") String one, @ForAll("values") String other) {
    boolean equal =
        Diff.create(one, other, "body", "", Configuration.empty().withTolerance(0)).similar();
    assertThat(USUAL.compare(Answers.json(one), Answers.json(other)).isEqual()).isEqualTo(equal);
  }

  @Property(tries = 200)
  void xmlIsEqualWhenXmlUnitSaysSo(
      @ForAll("elements") String one, @ForAll("elements") String other) {
    boolean equal =
        !DiffBuilder.compare(one).withTest(other).normalizeWhitespace().build().hasDifferences();
    assertThat(USUAL.compare(Answers.xml(one), Answers.xml(other)).isEqual()).isEqualTo(equal);
  }

  @Property(tries = 1_000)
  void jsonDiffersTheSameWayBothWays(@ForAll("values") String one, @ForAll("values") String other) {
    assertThat(kinds(Answers.json(other), Answers.json(one)))
        .isEqualTo(mirrored(kinds(Answers.json(one), Answers.json(other))));
  }

  @Property(tries = 1_000)
  void nothingDiffersFromItselfAndNothingThrows(
      @ForAll byte[] body, @ForAll("types") String type, @ForAll("codings") String coding) {
    Answer answer = Answers.bytes(200, body, "content-type", type, "content-encoding", coding);
    assertThat(USUAL.compare(answer, answer).isEqual()).isTrue();
    assertThat(USUAL.compare(answer, Answers.json("{}"))).isNotNull();
  }

  @Property(tries = 1_000)
  void brokenMarkupAndJsonNeverThrow(@ForAll("pieces") String body, @ForAll("types") String type) {
    Answer answer = Answers.answer(200, body, "content-type", type);
    Answer other = Answers.answer(200, body, "content-type", type + ";v=1");
    assertThat(USUAL.compare(answer, other).isEqual()).isTrue();
  }

  private static Map<Kind, Long> kinds(Answer control, Answer candidate) {
    return USUAL.compare(control, candidate).differences().stream()
        .collect(Collectors.groupingBy(Difference::kind, Collectors.counting()));
  }

  private static Map<Kind, Long> mirrored(Map<Kind, Long> kinds) {
    return kinds.entrySet().stream()
        .collect(
            Collectors.toMap(
                one ->
                    switch (one.getKey()) {
                      case MISSING -> Kind.ADDED;
                      case ADDED -> Kind.MISSING;
                      case TYPE, VALUE, ORDER, STATUS, HEADER, BODY_KIND -> one.getKey();
                    },
                Map.Entry::getValue));
  }

  @Provide
  Arbitrary<String> values() {
    return values(3);
  }

  private static Arbitrary<String> values(int depth) {
    var plain = Arbitraries.of("1", "1.0", "10e-1", "2", "\"1\"", "\"\"", "null", "true", "false");
    if (depth == 0) {
      return plain;
    }
    return Arbitraries.oneOf(
        plain,
        values(depth - 1).list().ofMaxSize(3).map(items -> "[" + String.join(",", items) + "]"),
        Arbitraries.maps(Arbitraries.of("a", "b", "id", "x y"), values(depth - 1))
            .ofMaxSize(3)
            .map(ComparingPropertyTest::object));
  }

  private static String object(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Provide
  Arbitrary<String> elements() {
    return elements(3);
  }

  private static Arbitrary<String> elements(int depth) {
    var leaves = Arbitraries.of("<a/>", "<b x='1'/>", "<a>t</a>", "<a y='2' x='1'/>");
    return depth == 0
        ? leaves
        : Arbitraries.oneOf(
            leaves,
            elements(depth - 1)
                .list()
                .ofMaxSize(3)
                .map(children -> "<a>" + String.join("\n ", children) + "</a>"));
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
            "<",
            ">",
            "</a>",
            "<a b=",
            "\"",
            "'",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "1e9",
            "&lt;",
            "&x;",
            "<!DOCTYPE a [",
            "<![CDATA[",
            "<table>",
            "<script>",
            "\u0000",
            "\uD800",
            " ")
        .list()
        .ofMaxSize(30)
        .map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<String> types() {
    return Arbitraries.of(TYPES);
  }

  @Provide
  Arbitrary<String> codings() {
    return Arbitraries.of("", "gzip", "deflate", "br", "zstd", "gzip, br", "x");
  }
}
