package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.rules.CompareSpec;
import dev.figleaf.rules.FieldPath;
import dev.figleaf.rules.LatencyBudget;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.ReadySpec;
import dev.figleaf.rules.ShadowSpec;
import dev.figleaf.rules.UpstreamSpec;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubjectsTest {
  private static final ShadowSpec USUAL = Bench.spec(CompareSpec.STANDARD);
  private static final ReadySpec OTHER_BUDGETS =
      new ReadySpec(
          Percentage.parse("1%"),
          Percentage.parse("1%"),
          Percentage.parse("99%"),
          10,
          Percentage.parse("50%"),
          new LatencyBudget(Duration.ofMillis(300), Percentage.parse("1%")));

  private final Bench bench = new Bench();

  @Test
  void whatWasLearnedOutlivesOtherBudgetsAndTemplates() {
    Subject before = bench.living("catalog", USUAL);
    Subject after =
        bench.living("catalog", Bench.spec(CompareSpec.STANDARD, OTHER_BUDGETS, List.of("/a/{x}")));
    assertThat(after.candidacyId()).isEqualTo(before.candidacyId());
    assertThat(after.candidacy()).isSameAs(before.candidacy());
    assertThat(after.template("/a/b")).isEqualTo("/a/{x}");
  }

  @Test
  void anotherCandidateAndOtherComparingBeginAnother() {
    Subject before = bench.living("catalog", USUAL);
    Subject compared =
        bench.subjects.prepare(
            "catalog",
            Bench.spec(ignoring("body:$.a")),
            Bench.upstream("monolith"),
            Bench.upstream("catalog"));
    Subject moved =
        bench.subjects.prepare(
            "catalog",
            USUAL,
            Bench.upstream("monolith"),
            UpstreamSpec.at("catalog", List.of(URI.create("http://127.0.0.1:9"))));
    assertThat(List.of(before.candidacyId(), compared.candidacyId(), moved.candidacyId()))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[0-9a-f]{16}"));
    assertThat(bench.subjects.living()).containsExactly(before);
  }

  @Test
  void theSameRulesHaveTheSameNameOnEveryReplica() {
    assertThat(new Bench().living("catalog", USUAL).candidacyId())
        .isEqualTo(bench.living("catalog", USUAL).candidacyId());
  }

  @Test
  void anOperatorBeginsAnotherAsOftenAsIsSaid() {
    Subject subject = bench.living("catalog", USUAL);
    var ids = new ArrayList<>(List.of(subject.candidacyId()));
    for (int i = 0; i < 2; i++) {
      bench.now.set(bench.now.get().plusSeconds(60));
      assertThat(bench.subjects.restart("catalog", "1.4.2 was deployed")).isTrue();
      ids.add(subject.candidacyId());
    }
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(bench.living("catalog", USUAL).candidacyId()).isEqualTo(ids.getLast());
    assertThat(bench.subjects.restart("unknown", "x")).isFalse();
  }

  @Test
  void theNextProcessGoesOnWhereTheLastOneEnded() {
    Subject subject = bench.living("catalog", USUAL);
    bench.subjects.restart("catalog", "1.4.2 was deployed");
    CandidacyRow kept = subject.row();

    var next = new Bench();
    next.now.set(Bench.START.plusSeconds(3_600));
    Subject again = next.living("catalog", USUAL);
    next.subjects.follow(List.of(kept));
    assertThat(again.row()).isEqualTo(kept);
    assertThat(next.living("catalog", USUAL).row()).isEqualTo(kept);
  }

  @Test
  void oneReplicaFollowsAnotherAndNeverBack() {
    var other = new Bench();
    Subject here = bench.living("catalog", USUAL);
    Subject there = other.living("catalog", USUAL);
    bench.subjects.follow(List.of());
    CandidacyRow first = here.row();
    other.now.set(Bench.START.plusSeconds(60));
    other.subjects.restart("catalog", "1.4.2 was deployed");

    bench.subjects.follow(List.of(there.row()));
    assertThat(here.candidacyId()).isEqualTo(there.candidacyId());
    bench.subjects.follow(List.of(first));
    assertThat(here.candidacyId()).isEqualTo(there.candidacyId());
  }

  @Test
  void whatIsKeptOfOtherRulesIsNotFollowed() {
    CandidacyRow kept = new Bench().living("catalog", Bench.spec(ignoring("body:$.a"))).row();
    Subject subject = bench.living("catalog", USUAL);
    CandidacyRow own = subject.row();
    bench.subjects.follow(List.of(kept));
    assertThat(subject.row()).isEqualTo(own);
  }

  @Test
  void aCandidacyIsToldWithItsBudgetsEachTimeTheyChangeAndNowAndThen() {
    bench.living("catalog", USUAL);
    bench.flush();
    bench.living("catalog", Bench.spec(CompareSpec.STANDARD, OTHER_BUDGETS, List.of()));
    bench.flush();
    assertThat(bench.candidacies())
        .extracting(CandidacyRow::ready)
        .containsExactly(
            "{\"mismatches\":\"0.1%\",\"errors\":\"0.1%\",\"confidence\":\"95%\","
                + "\"samples\":1000,\"coverage\":\"90%\"}",
            "{\"mismatches\":\"1%\",\"errors\":\"1%\",\"confidence\":\"99%\",\"samples\":10,"
                + "\"coverage\":\"50%\",\"latency\":{\"within\":\"300ms\",\"slower\":\"1%\"}}");
    bench.now.set(Bench.START.plusSeconds(61));
    bench.flush();
    assertThat(bench.candidacies()).hasSize(3);
    CandidacyRow row = bench.candidacies().getFirst();
    assertThat(row.subject() + " " + row.control() + " " + row.candidate() + " " + row.began())
        .isEqualTo("catalog monolith catalog " + Bench.START);
  }

  @Test
  void whatIsNoExpressionIsRefused() {
    var broken =
        new CompareSpec(
            List.of(),
            List.of(),
            Map.of(),
            "{ \"a\": ",
            List.of(),
            List.of(),
            CompareSpec.STANDARD.noise(),
            List.of(),
            List.of(),
            3);
    assertThatThrownBy(() -> bench.living("catalog", Bench.spec(broken)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JSONata");
  }

  @Test
  void templatesThatRulesGiveComeFirst() {
    var spec =
        Bench.spec(
            CompareSpec.STANDARD,
            ReadySpec.STANDARD,
            List.of("/shops/{shop}/items/*", "/files/**", "/shops/best"));
    Subject subject = bench.living("catalog", spec);
    assertThat(subject.template("/shops/berlin/items/tin?x=1")).isEqualTo("/shops/{shop}/items/*");
    assertThat(subject.template("/files/a/b/c")).isEqualTo("/files/**");
    assertThat(subject.template("/files")).isEqualTo("/files/**");
    assertThat(subject.template("/shops/best")).isEqualTo("/shops/best");
    assertThat(subject.template("/shops//items/tin")).isEqualTo("/shops//items/tin");
    assertThat(subject.template("/shops/berlin/items/tin/7")).endsWith("/{id}");
  }

  @Test
  void aSegmentThatIsTooLongForAWordIsNotKept() {
    Subject subject = bench.living("catalog", USUAL);
    assertThat(subject.template("/reset/" + "eyJhbGciOiJIUzI1NiJ9.".repeat(4)))
        .isEqualTo("/reset/{token}");
  }

  private static CompareSpec ignoring(String path) {
    return new CompareSpec(
        List.of(FieldPath.parse(path)),
        List.of(),
        Map.of(),
        null,
        List.of(),
        List.of(),
        CompareSpec.STANDARD.noise(),
        List.of(),
        List.of(),
        3);
  }
}
