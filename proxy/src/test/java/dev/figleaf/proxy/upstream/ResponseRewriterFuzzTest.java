package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What names the upstream is made to name what the client sees, and nothing else is touched,
 * whatever an upstream says.
 *
 * <p>In an ordinary run the seeds are tried; see {@code GateFuzzTest}.
 */
class ResponseRewriterFuzzTest {
  private static final ResponseRewriter PLAIN = new ResponseRewriter("", "");
  private static final List<ResponseRewriter> ALL =
      List.of(PLAIN, new ResponseRewriter("/shop", ""), new ResponseRewriter("/shop", "/v2"));
  private static final String UPSTREAM = "legacy.internal";
  private static final ResponseRewriter.Sides SIDES = sides("https://legacy.internal:8443", "http");

  private static ResponseRewriter.Sides sides(String endpoint, String clientScheme) {
    return new ResponseRewriter.Sides(
        FuzzSeeds.upstream(endpoint), "legacy.internal:8443", clientScheme, "shop.example");
  }

  private static Stream<byte[]> and(String... more) {
    return Stream.concat(FuzzSeeds.headerValues(), Stream.of(more).map(FuzzSeeds::bytes));
  }

  static Stream<byte[]> locations() {
    return and(
        "/",
        "/v2/a?b#c",
        "//legacy.internal:8443/a",
        "https://legacy.internal:8443/v2/a?next=https://legacy.internal:8443/",
        "//legacy.internal:8443:443/",
        "HTTPS://LEGACY.INTERNAL:8443",
        "https://legacy.internal:8443?a",
        "https://user@legacy.internal:8443/a",
        "https://legacy.internal:8443\\@elsewhere.example/",
        "https:a//legacy.internal:8443/b",
        "https://elsewhere.example//legacy.internal:8443/",
        "ftp://legacy.internal:8443/",
        "a//legacy.internal:8443",
        "5; url=https://legacy.internal:8443/a",
        "0;URL='/a'",
        "url=url=//legacy.internal:8443");
  }

  @MethodSource("locations")
  @FuzzTest
  void aLocationNamesTheClientsSideOrIsLeftAlone(byte[] bytes) {
    String value = FuzzSeeds.text(bytes);
    for (ResponseRewriter rewriter : ALL) {
      String location = rewriter.location(value, SIDES);
      holdsNoNewLine(value, location);
      if (!namesUpstream(value) && !value.startsWith("/")) {
        assertThat(location).isEqualTo(value);
      }
      isStillOneThatCanBeRead(value, location);
    }
    String once = PLAIN.location(value, SIDES);
    assertThat(PLAIN.location(once, SIDES)).isEqualTo(once);
    assertThat(once.equals(value) || once.startsWith("http://shop.example")).isTrue();
  }

  @MethodSource("locations")
  @FuzzTest
  void aRefreshKeepsItsTimeAndFollowsTheSameRules(byte[] bytes) {
    String value = FuzzSeeds.text(bytes);
    for (ResponseRewriter rewriter : ALL) {
      String refresh = rewriter.refresh(value, SIDES);
      holdsNoNewLine(value, refresh);
      int url = value.toLowerCase(Locale.ROOT).indexOf("url=");
      assertThat(refresh).startsWith(url < 0 ? value : value.substring(0, url + 4));
    }
    String once = PLAIN.refresh(value, SIDES);
    assertThat(PLAIN.refresh(once, SIDES)).isEqualTo(once);
  }

  private static boolean namesUpstream(String value) {
    return value.toLowerCase(Locale.ROOT).contains(UPSTREAM);
  }

  private static void holdsNoNewLine(String before, String after) {
    if (before.indexOf('\r') < 0 && before.indexOf('\n') < 0) {
      assertThat(after).doesNotContain("\r", "\n");
    }
  }

  /** And the host of it is the client's, where the upstream was named as such. */
  private static void isStillOneThatCanBeRead(String before, String after) {
    URI said = parse(before);
    if (said == null) {
      return;
    }
    URI seen = parse(after);
    assertThat(seen).as(after).isNotNull();
    if (isAddressOfUpstream(said)) {
      assertThat(seen.getScheme()).isEqualTo("http");
      assertThat(seen.getRawAuthority()).isEqualTo("shop.example");
      assertThat(seen.getRawQuery()).isEqualTo(said.getRawQuery());
      assertThat(seen.getRawFragment()).isEqualTo(said.getRawFragment());
    } else if (!before.startsWith("/") || said.getRawAuthority() != null) {
      assertThat(after).isEqualTo(before);
    }
  }

  private static boolean isAddressOfUpstream(URI said) {
    String scheme = said.getScheme();
    return "legacy.internal:8443".equalsIgnoreCase(said.getRawAuthority())
        && (scheme == null || scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"));
  }

  private static @Nullable URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException _) {
      return null;
    }
  }

  static Stream<byte[]> cookies() {
    return and(
        "a=b; Path=/v2; Domain=legacy.internal; Secure; HttpOnly",
        "a=b; Domain=.LEGACY.internal;Path=/;secure",
        "a=b; Domain=elsewhere.example",
        "Domain=legacy.internal; Path=/",
        "Path=/; Path=/v2/",
        "secure; Secure",
        "a=\"b;c\"; path=/x",
        ";;;",
        "");
  }

  @MethodSource("cookies")
  @FuzzTest
  void aCookieKeepsItsNameItsValueAndEveryAttributeThatIsNotOfTheUpstream(byte[] bytes) {
    String value = FuzzSeeds.text(bytes);
    for (ResponseRewriter rewriter : ALL) {
      String cookie = rewriter.setCookie(value, SIDES);
      holdsNoNewLine(value, cookie);
      List<String> before = parts(value);
      List<String> after = parts(cookie);
      assertThat(after.getFirst()).isEqualTo(before.getFirst());
      assertThat(kept(after)).isEqualTo(kept(before));
      assertThat(after.stream().skip(1)).noneMatch(ResponseRewriterFuzzTest::isTheUpstreams);
    }
    String once = PLAIN.setCookie(value, SIDES);
    assertThat(PLAIN.setCookie(once, SIDES)).isEqualTo(once);
  }

  private static List<String> parts(String cookie) {
    return Stream.of((cookie + " ").split(";", -1)).map(String::strip).toList();
  }

  /** What nobody may take off or change. */
  private static List<String> kept(List<String> parts) {
    return parts.stream()
        .skip(1)
        .filter(part -> !isTheUpstreams(part) && !isOf("path=/", part))
        .toList();
  }

  private static boolean isTheUpstreams(String part) {
    return part.equalsIgnoreCase("secure")
        || part.equalsIgnoreCase("domain=" + UPSTREAM)
        || part.equalsIgnoreCase("domain=." + UPSTREAM);
  }

  private static boolean isOf(String prefix, String part) {
    return part.toLowerCase(Locale.ROOT).startsWith(prefix);
  }
}
