package dev.figleaf.proxy.cache;

import static dev.figleaf.proxy.cache.Scene.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.http.HeaderList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9111, sentence by sentence, as far as a cache decides from headers and the time. */
class CachePolicyTest {

  /** Whether an answer to a GET is kept by a route whose ttl is 30 s, or why not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          200; ``; ``; kept
          200; ``; Cache-Control: no-store; NO_STORE
          200; ``; Cache-Control: max-age=60, no-store; NO_STORE
          200; ``; Cache-Control: NO-STORE; NO_STORE
          200; ``; Cache-Control: must-understand, no-store; NO_STORE
          200; Cache-Control: no-store; Cache-Control: max-age=60; NO_STORE
          200; ``; Cache-Control: private; PRIVATE
          200; ``; Cache-Control: private="X-Mine", max-age=60; PRIVATE
          200; ``; Cache-Control: x="private, no-store"; kept
          200; ``; Set-Cookie: a=1; SET_COOKIE
          200; ``; Set-Cookie: a=1 | Cache-Control: public, max-age=60; SET_COOKIE
          200; ``; Vary: *; VARIES_BY_ANYTHING
          200; ``; Vary: Accept, * | Cache-Control: max-age=60; VARIES_BY_ANYTHING
          200; ``; Cache-Control: no-cache; NEVER_FRESH
          200; ``; Pragma: no-cache; NEVER_FRESH
          200; ``; Cache-Control: no-cache | ETag: "1"; kept
          200; ``; Cache-Control: max-age=0; NEVER_FRESH
          200; ``; Cache-Control: max-age=0 | ETag: "1"; kept
          200; ``; Cache-Control: max-age=60 | Age: 60; NEVER_FRESH
          200; ``; Expires: 0; NEVER_FRESH
          200; Authorization: x; ``; AUTHORIZATION
          200; Authorization: x; Cache-Control: max-age=60; AUTHORIZATION
          200; Authorization: x; Cache-Control: public; kept
          200; Authorization: x; Cache-Control: s-maxage=60; kept
          200; Authorization: x; Cache-Control: must-revalidate; kept
          200; Cookie: a=1; ``; kept
          203; ``; ``; kept
          204; ``; ``; kept
          206; ``; Cache-Control: max-age=60; STATUS
          300; ``; ``; kept
          301; ``; ``; kept
          302; ``; ``; NEVER_FRESH
          302; ``; Cache-Control: max-age=60; kept
          304; ``; Cache-Control: max-age=60; STATUS
          307; ``; Expires: Sun, 09 Sep 2001 01:47:40 GMT; kept
          308; ``; ``; kept
          404; ``; ``; kept
          410; ``; ``; kept
          405; ``; ``; NEVER_FRESH
          403; ``; Cache-Control: max-age=60; STATUS
          500; ``; Cache-Control: max-age=60; STATUS
          501; ``; Cache-Control: max-age=60; STATUS
          503; ``; Cache-Control: max-age=60; STATUS
          """)
  void keepsWhatASharedCacheMay(int status, String request, String answer, String expected) {
    Asked asked = Asked.of("GET", "legacy", Scene.bars(request));
    String found =
        switch (Scene.storing(Scene.policy(30), asked, status, Scene.bars(answer))) {
          case Storing.Kept _ -> "kept";
          case Storing.Left(Storing.Why why) -> why.name();
        };
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void keepsNoAnswerToAnotherMethod() {
    Asked head = Asked.of("HEAD", "legacy", Scene.headers());
    assertThat(Scene.storing(Scene.policy(30), head, 200, Scene.headers()))
        .isEqualTo(new Storing.Left(Storing.Why.METHOD));
  }

  @Test
  void withoutATtlKeepsOnlyWhatSaysHowLong() {
    assertThat(Scene.storing(Scene.policy(0), Scene.get(), 200, Scene.headers("ETag: \"1\"")))
        .isEqualTo(new Storing.Left(Storing.Why.NEVER_FRESH));
  }

  /** The seconds that an answer is fresh (RFC 9111 §4.2.1), where ttl is 30 s. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          ``; 30
          Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT; 30
          Cache-Control: public; 30
          Cache-Control: max-age=60; 60
          Cache-Control: max-age="60"; 60
          Cache-Control: max-age=60, s-maxage=90; 90
          Cache-Control: s-maxage=5, max-age=60; 5
          Cache-Control: max-age=60 | Expires: Sun, 09 Sep 2001 01:46:50 GMT; 60
          Expires: Sun, 09 Sep 2001 01:46:50 GMT; 10
          Expires: Sun, 09 Sep 2001 01:46:50 GMT | Date: Sun, 09 Sep 2001 01:46:20 GMT; 30
          Expires: Sunday, 09-Sep-01 01:46:50 GMT; 10
          Expires: Sun Sep  9 01:46:50 2001; 10
          Cache-Control: max-age=99999999999999999999; 2147483647
          Cache-Control: max-age=60, max-age=60; 60
          """)
  void isFreshForAsLongAsTheAnswerSaysOrTheRules(String answer, long seconds) {
    StoredAnswer kept = Scene.kept(Scene.policy(30), answer.split(" \\| ", -1));
    assertThat(kept.terms().lifetime()).isEqualTo(seconds * 1_000);
  }

  /** Stale as soon as it comes, whatever the rules say. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          Cache-Control: max-age=abc
          Cache-Control: max-age
          Cache-Control: max-age=-1
          Cache-Control: max-age=1.5
          Cache-Control: max-age=60, max-age=61
          Expires: -1
          Expires: tomorrow
          Expires: Sun, 06 Nov 1994 08:49:37 GMT
          """)
  void whatCannotBeReadIsStale(String answer) {
    StoredAnswer kept = Scene.kept(Scene.policy(30), "ETag: \"1\"", answer);
    assertThat(kept.terms().isFresh(START)).isFalse();
  }

  @Test
  void ageCountsWhatOthersSayAndTheWayAndTheTimeHere() {
    Storing storing =
        Scene.policy(30).storing(Scene.get(), 200, Scene.headers("Age: 7"), START - 2_000, START);
    StoredAnswer kept = ((Storing.Kept) storing).head();
    assertThat(kept.age(START)).isEqualTo(9_000);
    assertThat(kept.age(START + 5_000)).isEqualTo(14_000);
    assertThat(kept.left(START + 5_000)).isEqualTo(16_000);
    assertThat(kept.headers().contains("Age")).isFalse();
  }

  @Test
  void anUpstreamWhoseClockIsWrongIsKeptAllTheSame() {
    StoredAnswer kept = Scene.kept(Scene.policy(30), "Date: Sun, 06 Nov 1994 08:49:37 GMT", "X: 1");
    assertThat(kept.age(START)).isZero();
  }

  @Test
  void anAnswerWithoutADateGetsOne() {
    assertThat(Scene.kept(Scene.policy(30)).headers().text("Date"))
        .isEqualTo("Sun, 09 Sep 2001 01:46:40 GMT");
  }

  /**
   * What becomes of a request for an answer that is so old, where the rules allow 20 s and 40 s.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          Cache-Control: max-age=60; 59; ``; hit
          Cache-Control: max-age=60; 60; ``; refresh
          Cache-Control: max-age=60; 79; ``; refresh
          Cache-Control: max-age=60; 80; ``; revalidate stale
          Cache-Control: max-age=60, stale-while-revalidate=0; 60; ``; revalidate stale
          Cache-Control: max-age=60, stale-while-revalidate=99; 158; ``; refresh
          Cache-Control: max-age=60, must-revalidate; 59; ``; hit
          Cache-Control: max-age=60, must-revalidate; 60; ``; revalidate stale
          Cache-Control: max-age=60, proxy-revalidate; 60; ``; revalidate stale
          Cache-Control: s-maxage=60; 60; ``; revalidate stale
          Cache-Control: s-maxage=60, stale-while-revalidate=9; 60; ``; revalidate stale
          Cache-Control: no-cache, max-age=60 | ETag: "1"; 0; ``; revalidate stale
          Cache-Control: no-cache, max-age=60 | ETag: "1"; 0; Cache-Control: max-stale; revalidate stale
          Cache-Control: max-age=60; 0; Cache-Control: no-cache; revalidate request
          Cache-Control: max-age=60; 0; Pragma: no-cache; revalidate request
          Cache-Control: max-age=60; 0; Pragma: no-cache | Cache-Control: max-age=5; hit
          Cache-Control: max-age=60; 5; Cache-Control: max-age=5; hit
          Cache-Control: max-age=60; 6; Cache-Control: max-age=5; revalidate request
          Cache-Control: max-age=60; 1; Cache-Control: max-age=0; revalidate request
          Cache-Control: max-age=60; 50; Cache-Control: min-fresh=10; hit
          Cache-Control: max-age=60; 51; Cache-Control: min-fresh=10; revalidate request
          Cache-Control: max-age=60; 99; Cache-Control: max-stale; hit
          Cache-Control: max-age=60; 99; Cache-Control: max-stale=39; hit
          Cache-Control: max-age=60; 99; Cache-Control: max-stale=38; revalidate stale
          Cache-Control: max-age=60, must-revalidate; 61; Cache-Control: max-stale; revalidate stale
          Cache-Control: s-maxage=60; 61; Cache-Control: max-stale; revalidate stale
          Cache-Control: max-age=60; 99; Cache-Control: only-if-cached; 504
          Cache-Control: max-age=60; 0; Cache-Control: only-if-cached, no-cache; 504
          Cache-Control: max-age=60; 59; Cache-Control: only-if-cached; hit
          Cache-Control: max-age=60; 0; Cache-Control: no-store; pass request
          Cache-Control: max-age=60; 0; Range: bytes=0-1; pass request
          Cache-Control: max-age=60; 0; If-Match: "1"; pass request
          Cache-Control: max-age=60; 0; If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT; pass request
          Cache-Control: max-age=60; 0; Authorization: x; miss request
          Cache-Control: max-age=60; 0; Authorization: x | Cache-Control: only-if-cached; 504
          Cache-Control: max-age=60, public; 0; Authorization: x; hit
          Cache-Control: max-age=60; 0; Cookie: a=1; hit
          Cache-Control: max-age=60 | Vary: Accept; 0; Accept: a/b; miss vary-miss
          """)
  void answersARequestAsTheTermsAllow(String answer, long age, String request, String expected) {
    var policy = new CachePolicy(Scene.spec(0, 20, 40));
    Variants variants = Scene.variants(Scene.kept(policy, answer.split(" \\| ", -1)));
    Asked asked = Asked.of("GET", "legacy", Scene.bars(request));

    assertThat(Scene.word(policy.look(asked, variants, START + age * 1_000))).isEqualTo(expected);
  }

  @Test
  void anotherSidesAnswerIsNone() {
    CachePolicy policy = Scene.policy(30);
    Variants variants = Scene.variants(Scene.kept(policy));
    Asked asked = Asked.of("GET", "catalog", Scene.headers());
    assertThat(Scene.word(policy.look(asked, variants, START))).isEqualTo("miss uri-miss");
  }

  @Test
  void headIsAnsweredAsGetAndNothingElseIs() {
    CachePolicy policy = Scene.policy(30);
    Variants variants = Scene.variants(Scene.kept(policy));
    assertThat(
            Scene.word(policy.look(Asked.of("HEAD", "legacy", Scene.headers()), variants, START)))
        .isEqualTo("hit");
    assertThat(
            Scene.word(
                policy.look(Asked.of("OPTIONS", "legacy", Scene.headers()), variants, START)))
        .isEqualTo("pass method");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          Cache-Control: max-age=60; 99; true
          Cache-Control: max-age=60; 100; false
          Cache-Control: max-age=60, stale-if-error=5; 64; true
          Cache-Control: max-age=60, stale-if-error=5; 65; false
          Cache-Control: max-age=60, must-revalidate; 60; false
          Cache-Control: s-maxage=60; 60; false
          Cache-Control: no-cache, stale-if-error=99 | ETag: "1"; 0; false
          """)
  void standsInForAnErrorWhereItMay(String answer, long age, boolean expected) {
    var policy = new CachePolicy(Scene.spec(0, 0, 40));
    StoredAnswer kept = Scene.kept(policy, answer.split(" \\| ", -1));
    assertThat(kept.standsInForError(START + age * 1_000)).isEqualTo(expected);
  }

  /** Whether a client that asks so has an answer with a weak tag "v1" of 08:49:37. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          If-None-Match: "v1"; true
          If-None-Match: W/"v1"; true
          If-None-Match: "v0" , W/"v1"; true
          If-None-Match: *; true
          If-None-Match: "v2"; false
          If-None-Match: v1; false
          If-None-Match: "v1; false
          If-None-Match: "v2" | If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT; false
          If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT; true
          If-Modified-Since: Sun, 06 Nov 1994 08:49:38 GMT; true
          If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT; false
          If-Modified-Since: yesterday; false
          ``; false
          """)
  void aClientThatHasItGetsA304(String request, boolean had) {
    StoredAnswer kept =
        Scene.kept(
            Scene.policy(30), "ETag: W/\"v1\"", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(CachePolicy.isHad(Asked.of("GET", "legacy", Scene.bars(request)), kept))
        .isEqualTo(had);
  }

  @Test
  void asksTheUpstreamWithItsOwnValidatorsOnly() {
    StoredAnswer kept =
        Scene.kept(
            Scene.policy(30), "ETag: \"v1\"", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT");
    HeaderList headers =
        CachePolicy.conditional(
            Scene.headers("Accept: a/b", "If-None-Match: \"mine\"", "if-modified-since: x"), kept);
    assertThat(headers.all("If-None-Match")).containsExactly("\"v1\"");
    assertThat(headers.all("If-Modified-Since")).containsExactly("Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(headers.text("Accept")).isEqualTo("a/b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          ETag: "1";                         ETag: "1";                              true
          ETag: "1";                         ETag: "2";                              false
          ETag: W/"1";                       ETag: "1";                              true
          ETag: "1";                         ETag: W/"1";                            true
          ETag: "1" | Last-Modified: then;   ETag: "2" | Last-Modified: then;        false
          ETag: "1" | Last-Modified: then;   ETag: "1" | Last-Modified: now;         true
          ETag: "1" | Last-Modified: then;   Last-Modified: now;                     false
          Last-Modified: then;               Last-Modified: then;                    true
          Last-Modified: then;               Last-Modified: now;                     false
          Last-Modified: then;               ETag: "1";                              false
          ETag: "1";                         Cache-Control: max-age=60;              true
          """)
  void a304IsAboutWhatItNamesOrWhatItAnswersTo(String kept, String notModified, boolean about) {
    StoredAnswer answer = Scene.kept(Scene.policy(60), kept.split(" \\| ", -1));
    assertThat(CachePolicy.isAbout(answer, Scene.bars(notModified))).isEqualTo(about);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          '';                       Accept-Language, X-Tenant; accept-language, x-tenant
          Vary: Accept-Encoding;    Accept-Language;           Accept-Encoding, accept-language
          Vary: ACCEPT-LANGUAGE;    Accept-Language;           ACCEPT-LANGUAGE
          Vary: A, | Vary: B;       B, C, c;                   A, B, c
          Vary: *;                  Accept-Language;           *
          Vary: A, *;               Accept-Language;           A, *
          """)
  void theRulesAddToVaryWhatIsNotThere(String answer, String ruled, String told) {
    HeaderList headers = Scene.bars(answer);
    Scene.policy(60, ruled.split(", ", -1)).tellVary(headers);
    assertThat(headers.all("vary")).containsExactly(told);
  }

  @Test
  void a304ReplacesWhatItNamesButNotWhatDescribesTheBody() {
    CachePolicy policy = Scene.policy(30);
    StoredAnswer kept =
        Scene.kept(policy, "Content-Type: text/html", "X-A: old", "X-A: older", "X-B: kept");
    HeaderList headers =
        policy.freshened(
            kept,
            Scene.headers(
                "x-a: new", "Content-Type: text/plain", "Content-Encoding: gzip", "Y: 1"));
    assertThat(headers.all("X-A")).containsExactly("new");
    assertThat(headers.all("X-B")).containsExactly("kept");
    assertThat(headers.all("Content-Type")).containsExactly("text/html");
    assertThat(headers.contains("Content-Encoding")).isFalse();
    assertThat(headers.text("Y")).isEqualTo("1");
  }
}
