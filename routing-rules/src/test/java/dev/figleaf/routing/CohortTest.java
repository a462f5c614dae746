package dev.figleaf.routing;

import static dev.figleaf.routing.Heads.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.CohortKey;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CohortTest {
  /**
   * The vectors of docs/cohorts.md; each is what {@code printf 'name\0key' | xxhsum -H64} prints.
   */
  @ParameterizedTest
  @CsvSource({
    "catalog, user-1, 30b3659f10d0994d, 0.190237",
    "catalog, user-2, ce707dc6acdd9a8e, 0.806404",
    "catalog, user-3, 0b2e06fea19617af, 0.043671",
    "catalog, user-4, db49258920e64246, 0.856585",
    "catalog, user-5, cbfdfa047de956d3, 0.796844",
    "orders, user-1, ac79e5929aee700d, 0.673735",
    "catalog, 192.0.2.7, 1f7f0fcee479446e, 0.123033",
    "catalog, 2001:db8:0:0:0:0:0:1, 81e194db19a6ddc1, 0.507348",
    "catalog, AAAAAAAAAAAAAAAAAAAAAA, d58d428cd3a28bed, 0.834187",
    "catalog, zoë, 079b29ab944160b3, 0.029711",
    "c, a-key-that-is-longer-than-thirty-two-bytes, e28dda12e022704a, 0.884977"
  })
  void theHashIsThePublishedOne(String name, String key, String hash, String draw) {
    assertThat(Cohort.hash(name, key)).isEqualTo(Long.parseUnsignedLong(hash, 16));
    assertThat("%.6f".formatted(Cohort.fraction(Cohort.hash(name, key)))).isEqualTo(draw);
  }

  @Test
  void theFractionIsNeverOne() {
    assertThat(Cohort.fraction(-1L)).isLessThan(1.0).isGreaterThan(0.9999999999);
    assertThat(Cohort.fraction(0)).isZero();
  }

  /** Chi-square over 1,000 cells: 999 degrees of freedom, so 999 with a deviation of 45. */
  @ParameterizedTest
  @CsvSource({"catalog, user-", "orders, ''", "a, 10.0.0.", "seam-with-a-long-name, SESSION="})
  void aMillionKeysAreSpreadEvenly(String name, String prefix) {
    int cells = 1_000;
    int keys = 1_000_000;
    int[] counts = new int[cells];
    var cohort = new Cohort(name, List.of());
    for (int i = 0; i < keys; i++) {
      counts[(int) (Cohort.fraction(cohort.hash(prefix + i)) * cells)]++;
    }
    double expected = (double) keys / cells;
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertThat(chiSquare).isBetween(999 - 5 * 44.7, 999 + 5 * 44.7);
  }

  @Test
  void theFirstKeyThatIsPresentSaysWhoAClientIs() {
    var cohort =
        new Cohort(
            "catalog",
            List.of(
                new CohortKey.Header("X-User"),
                new CohortKey.Cookie("SESSION"),
                new CohortKey.Query("u"),
                new CohortKey.Ip()));
    Heads all = get("/?u=c").cookie("SESSION", "b").header("x-user", "a").client("192.0.2.7");
    assertThat(cohort.find(all.build())).isEqualTo(new Cohort.Client("header:X-User", "a"));
    Heads noHeader = get("/?u=c").cookie("SESSION", "b");
    assertThat(cohort.find(noHeader.build())).isEqualTo(new Cohort.Client("cookie:SESSION", "b"));
    assertThat(cohort.find(get("/?u=c").build())).isEqualTo(new Cohort.Client("query:u", "c"));
    assertThat(cohort.find(get("/").client("192.0.2.7").build()))
        .isEqualTo(new Cohort.Client("ip", "192.0.2.7"));
  }

  @Test
  void anEmptyValueSaysNothing() {
    var cohort = new Cohort("catalog", List.of(new CohortKey.Header("X-User")));
    assertThat(cohort.find(get("/").header("X-User", "").build())).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "255.0.0.1, 255.0.0.1",
    "2001:db8::1, 2001:db8:0:0:0:0:0:1",
    "2001:DB8::ABCD, 2001:db8:0:0:0:0:0:abcd",
    "::1, 0:0:0:0:0:0:0:1"
  })
  void anAddressHasOneText(String written, String text) {
    var cohort = new Cohort("catalog", List.of(new CohortKey.Ip()));
    assertThat(cohort.find(get("/").client(written).build()))
        .isEqualTo(new Cohort.Client("ip", text));
  }

  @Test
  void anIpv4AddressMappedIntoIpv6IsTheSameClient() {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 7};
    assertThat(Addresses.text(mapped)).isEqualTo("192.0.2.7");
  }

  @Test
  void aVisitorCookieSaysWhoAClientIsWhereNoKeyDoes() {
    var cohort = new Cohort("catalog", List.of(new CohortKey.Header("X-User")));
    String visitor = Cohort.mint(new Random(1));
    Heads head = get("/").cookie(Cohort.VISITOR_COOKIE, visitor);
    assertThat(cohort.find(head.build())).isEqualTo(new Cohort.Client("visitor", visitor));
    assertThat(cohort.find(head.header("X-User", "a").build()))
        .isEqualTo(new Cohort.Client("header:X-User", "a"));
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "AAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAA.",
    "AAAAAAAAAAAAAAAAAAAAA~",
    "AAAAAAAAAAAAAAAAAAAA==",
    "AAAAAAAAAAAAAAAAAAAAA/",
    "AAAAAAAAAAAAAAAAAAAAAé"
  })
  void whatWasNeverMintedIsNoVisitor(String value) {
    Heads head = get("/").cookie(Cohort.VISITOR_COOKIE, value);
    assertThat(new Cohort("catalog", List.of()).find(head.build())).isNull();
  }

  @Test
  void mintedVisitorsAreTwentyTwoSafeCharactersAndDiffer() {
    var random = new Random(7);
    assertThat(java.util.stream.Stream.generate(() -> Cohort.mint(random)).limit(1_000))
        .doesNotHaveDuplicates()
        .allMatch(visitor -> visitor.matches("[A-Za-z0-9_-]{22}"));
  }
}
