package dev.figleaf.proxy.cache;

import static dev.figleaf.proxy.cache.Scene.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.http.HeaderList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must never be, whatever upstreams and clients say. */
class CachePropertiesTest {
  private static final List<String> DIRECTIVES =
      List.of(
          "max-age=0",
          "max-age=10",
          "max-age=100",
          "s-maxage=50",
          "no-store",
          "private",
          "private=\"X\"",
          "no-cache",
          "must-revalidate",
          "proxy-revalidate",
          "public",
          "stale-while-revalidate=30",
          "stale-if-error=40",
          "max-age=x",
          "immutable");
  private static final List<String> WISHES =
      List.of(
          "Cache-Control: no-cache",
          "Cache-Control: no-store",
          "Cache-Control: max-age=20",
          "Cache-Control: max-stale",
          "Cache-Control: max-stale=15",
          "Cache-Control: min-fresh=20",
          "Cache-Control: only-if-cached",
          "Authorization: Basic x",
          "Accept: text/html");

  @Provide
  Arbitrary<Set<String>> directives() {
    return Arbitraries.of(DIRECTIVES).set().ofMaxSize(4);
  }

  @Provide
  Arbitrary<HeaderList> answers() {
    return Combinators.combine(
            directives(),
            Arbitraries.of("", "Vary: Accept", "Vary: *"),
            Arbitraries.of("", "Age: 5", "Age: 200"),
            Arbitraries.of("", "ETag: \"1\""),
            Arbitraries.of("", "", "", "Set-Cookie: a=1"))
        .as(
            (control, vary, age, etag, cookie) ->
                Scene.headers(
                    control.isEmpty() ? "" : "Cache-Control: " + String.join(", ", control),
                    vary,
                    age,
                    etag,
                    cookie));
  }

  @Provide
  Arbitrary<Asked> requests() {
    return Arbitraries.of(WISHES)
        .set()
        .ofMaxSize(2)
        .map(lines -> Asked.of("GET", "legacy", Scene.headers(lines.toArray(String[]::new))));
  }

  private static final CachePolicy POLICY = new CachePolicy(Scene.spec(30, 20, 60));

  @Property(tries = 3_000)
  void neverGivesWhatMayNotBeKept(
      @ForAll("answers") HeaderList answer,
      @ForAll("requests") Asked first,
      @ForAll("requests") Asked second) {
    if (given(first, answer, second, 0) != null) {
      CacheControl control = CacheControl.of(answer);
      assertThat(control.has("no-store")).isFalse();
      assertThat(control.has("private")).isFalse();
      assertThat(control.has("no-cache")).isFalse();
      assertThat(answer.contains("Set-Cookie")).isFalse();
      assertThat(first.control().has("no-store")).isFalse();
      if (first.isAuthorized() || second.isAuthorized()) {
        assertThat(
                control.has("public") || control.has("s-maxage") || control.has("must-revalidate"))
            .isTrue();
      }
    }
  }

  @Property(tries = 3_000)
  void givesAStaleOneOnlyWhereSomebodyAllowsIt(
      @ForAll("answers") HeaderList answer,
      @ForAll("requests") Asked second,
      @ForAll("seconds") int later) {
    Lookup.Hit hit = given(Scene.get(), answer, second, later);
    if (hit != null && hit.answer().left(START + later * 1_000L) <= 0) {
      CacheControl control = CacheControl.of(answer);
      assertThat(
              control.has("must-revalidate")
                  || control.has("proxy-revalidate")
                  || control.has("s-maxage"))
          .isFalse();
      assertThat(hit.refresh() || second.control().has("max-stale")).isTrue();
    }
  }

  @Property(tries = 1_000)
  void ageOnlyGrows(@ForAll("answers") HeaderList answer, @ForAll("seconds") int later) {
    if (POLICY.storing(Scene.get(), 200, answer, START - 1_500, START)
        instanceof Storing.Kept(StoredAnswer kept)) {
      assertThat(kept.age(START - 10_000)).isLessThanOrEqualTo(kept.age(START));
      assertThat(kept.age(START + later * 1_000L))
          .isGreaterThanOrEqualTo(kept.age(START))
          .isGreaterThanOrEqualTo(1_500);
    }
  }

  @Provide
  Arbitrary<Integer> seconds() {
    return Arbitraries.integers().between(0, 200);
  }

  private static Lookup.@org.jspecify.annotations.Nullable Hit given(
      Asked first, HeaderList answer, Asked second, int later) {
    return Scene.storing(POLICY, first, 200, answer) instanceof Storing.Kept(StoredAnswer kept)
            && POLICY.look(second, Scene.variants(kept), START + later * 1_000L)
                instanceof Lookup.Hit hit
        ? hit
        : null;
  }
}
