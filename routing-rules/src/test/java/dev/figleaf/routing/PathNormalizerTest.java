package dev.figleaf.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.routing.PathNormalizer.Refusal;
import dev.figleaf.rules.PathSpec;
import java.util.ArrayDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathNormalizerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what is in normal form stays
          /                      | /
          /a                     | /a
          /a/                    | /a/
          /a/b/c.html            | /a/b/c.html
          /a.b                   | /a.b
          /.well-known/x         | /.well-known/x
          /..a                   | /..a
          /...                   | /...
          /a/.../b               | /a/.../b
          /a;v=1/b               | /a;v=1/b
          /a..;/b                | /a..;/b
          /~user/a-b_c           | /~user/a-b_c
          /a+b                   | /a+b
          /a:b@c!$&'()*,=        | /a:b@c!$&'()*,=
          /a%20b                 | /a%20b
          /k%C3%A4se             | /k%C3%A4se
          /100%25                | /100%25
          /a%3Fb                 | /a%3Fb
          /a%23b                 | /a%23b
          /a%0D%0Ab              | /a%0D%0Ab
          /{a}^`"<>              | /{a}^`"<>
          # slashes
          //                     | /
          ///                    | /
          //a                    | /a
          /a//b                  | /a/b
          /a///b//               | /a/b/
          /a//                   | /a/
          //a//b//c              | /a/b/c
          # dot segments
          /.                     | /
          /./                    | /
          /a/.                   | /a/
          /a/./b                 | /a/b
          /a/././b               | /a/b
          /a/..                  | /
          /a/../                 | /
          /a/b/..                | /a/
          /a/b/../               | /a/
          /a/b/../c              | /a/c
          /a/b/../../c           | /c
          /a/b/c/./../../g       | /a/g
          /a//../b               | /b
          /a/..//b               | /b
          /a/./../b/.            | /b/
          # escapes
          /%61                   | /a
          /%41%5A%7e%2d%5f%2e%30 | /AZ~-_.0
          /a%2eb                 | /a.b
          /a%c3%a4               | /a%C3%A4
          /a%3f                  | /a%3F
          /%7Euser               | /~user
          /a%252Fb               | /a%252Fb
          /a%2500                | /a%2500
          /%2561                 | /%2561
          /a%7cb                 | /a%7Cb
          # escapes that make dot segments
          /a/%2e/b               | /a/b
          /a/%2E%2E/b            | /b
          /a/.%2e/b              | /b
          /a/%2e./b              | /b
          /a/%2e                 | /a/
          /a/b/%2e%2e            | /a/
          /%2e%2ea               | /..a
          /a/%252e%252e/b        | /a/%252e%252e/b
          """)
  void normalises(String raw, String normal) {
    assertThat(PathNormalizer.normalise(raw)).isEqualTo(normal);
    assertThat(PathNormalizer.refusal(raw)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                | NOT_ROOTED
          a                 | NOT_ROOTED
          *                 | NOT_ROOTED
          %2Fa              | NOT_ROOTED
          http://x/a        | NOT_ROOTED
          /..               | ABOVE_ROOT
          /../              | ABOVE_ROOT
          /../a             | ABOVE_ROOT
          /a/../..          | ABOVE_ROOT
          /a/../../b        | ABOVE_ROOT
          /./..             | ABOVE_ROOT
          //..              | ABOVE_ROOT
          /%2e%2e/a         | ABOVE_ROOT
          /.%2E             | ABOVE_ROOT
          /a/b/../../../c   | ABOVE_ROOT
          /a%               | BAD_ESCAPE
          /a%2              | BAD_ESCAPE
          /a%zz             | BAD_ESCAPE
          /a%2/b            | BAD_ESCAPE
          /a%%20            | BAD_ESCAPE
          /a%-1             | BAD_ESCAPE
          /a%u0041          | BAD_ESCAPE
          /%00              | ENCODED_NUL
          /a%00b            | ENCODED_NUL
          /a%2Fb            | ENCODED_SLASH
          /a%2fb            | ENCODED_SLASH
          /..%2fa           | ENCODED_SLASH
          /a%5Cb            | ENCODED_BACKSLASH
          /a%5cb            | ENCODED_BACKSLASH
          /a\\b             | ILLEGAL_CHARACTER
          /a\\..\\b         | ILLEGAL_CHARACTER
          /a b              | ILLEGAL_CHARACTER
          /a#b              | ILLEGAL_CHARACTER
          /a?b              | ILLEGAL_CHARACTER
          /käse             | ILLEGAL_CHARACTER
          /a/..;/b          | DOT_SEGMENT_PARAMETER
          /a/..;x=1/b       | DOT_SEGMENT_PARAMETER
          /a/.;/b           | DOT_SEGMENT_PARAMETER
          /a/%2e%2e;/b      | DOT_SEGMENT_PARAMETER
          """)
  void refuses(String raw, Refusal refusal) {
    assertThat(PathNormalizer.normalise(raw)).isNull();
    assertThat(PathNormalizer.refusal(raw)).contains(refusal);
  }

  @Test
  void refusesEveryControlCharacterAndEveryCharacterBeyondAscii() {
    for (char c = 0; c < 0x180; c++) {
      if (c < 0x20 || c > 0x7E) {
        assertThat(PathNormalizer.refusal("/a" + c))
            .as("character %d", (int) c)
            .contains(Refusal.ILLEGAL_CHARACTER);
      }
    }
  }

  @Test
  void digitsOfOtherScriptsMakeNoEscape() {
    assertThat(PathNormalizer.refusal("/%\uff14\uff11")).contains(Refusal.BAD_ESCAPE);
  }

  @Test
  void aPathInNormalFormIsTheSameInstance() {
    String path = "/api/catalog/items/7%20x/.hidden/".concat("");
    assertThat(PathNormalizer.normalise(path)).isSameAs(path);
  }

  @Property(tries = 20_000)
  void theNormalFormIsStableAndClean(@ForAll("paths") String raw) {
    String normal = PathNormalizer.normalise(raw);
    assertThat(PathNormalizer.refusal(raw).isPresent()).isEqualTo(normal == null);
    if (normal != null) {
      assertThat(PathNormalizer.normalise(normal)).isSameAs(normal);
      assertThat(normal).startsWith("/").doesNotContain("//", "%2F", "%5C", "%00", "\\", "%2e");
      assertThat((normal + "/").split("/", -1)).doesNotContain(".", "..");
    }
  }

  @Property(tries = 20_000)
  void theFormOfEveryChoiceIsStable(
      @ForAll("paths") String raw,
      @ForAll PathSpec.Slashes slashes,
      @ForAll PathSpec.EncodedSlash encodedSlash,
      @ForAll PathSpec.DotSegments dotSegments) {
    var spec = new PathSpec(slashes, encodedSlash, dotSegments);
    String normal = PathNormalizer.normalise(raw, spec);
    assertThat(PathNormalizer.refusal(raw, spec).isPresent()).isEqualTo(normal == null);
    if (normal != null) {
      assertThat(PathNormalizer.normalise(normal, spec)).isEqualTo(normal);
      assertThat(normal).startsWith("/").doesNotContain("%00", "\\", "%2e");
      assertThat((normal + "/").split("/|%2F|%5C", -1)).doesNotContain(".", "..");
    }
  }

  @Property(tries = 20_000)
  void agreesWithAPlainReading(@ForAll("paths") String raw) {
    assertThat(PathNormalizer.normalise(raw)).isEqualTo(plainly(raw));
  }

  @Provide
  Arbitrary<String> paths() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "/", "/", "/", ".", ".", "..", "%2e", "%2E", "a", "b", "%61", "%7e", "%c3", "%25", "2e",
            ";", "%2F", "%5c", "%00", "%", "\\", " ", "é", "~");
    // Refused pieces are rare enough that most paths pass.
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(9, pieces.filter(PathNormalizerTest::isHarmless)),
            net.jqwik.api.Tuple.of(1, pieces))
        .list()
        .ofMaxSize(10)
        .map(list -> "/" + String.join("", list));
  }

  private static boolean isHarmless(String piece) {
    return PathNormalizer.normalise("/x" + piece) != null;
  }

  /** The rules, one after the other, each on the whole path. */
  private static @Nullable String plainly(String raw) {
    if (raw.matches("(?s).*([^!-~]|[#?\\\\]|%(?![0-9A-Fa-f]{2})|%00|%2[Ff]|%5[Cc]).*")) {
      return null;
    }
    String decoded =
        Pattern.compile("%..")
            .matcher(raw)
            .replaceAll(e -> Matcher.quoteReplacement(escape(e.group())));
    if (decoded.matches(".*/\\.\\.?;.*")) {
      return null;
    }
    var kept = new ArrayDeque<String>();
    String[] segments = decoded.split("/", -1);
    for (String segment : segments) {
      if (segment.equals("..") && kept.pollLast() == null) {
        return null;
      } else if (!segment.isEmpty() && !segment.matches("\\.\\.?")) {
        kept.add(segment);
      }
    }
    boolean slash = segments[segments.length - 1].matches("\\.?\\.?");
    return "/" + String.join("/", kept) + (slash && !kept.isEmpty() ? "/" : "");
  }

  private static String escape(String escape) {
    String decoded = Character.toString(Integer.parseInt(escape.substring(1), 16));
    return decoded.matches("[A-Za-z0-9._~-]") ? decoded : escape.toUpperCase(java.util.Locale.ROOT);
  }
}
