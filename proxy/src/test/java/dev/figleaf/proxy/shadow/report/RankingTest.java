package dev.figleaf.proxy.shadow.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.shadow.Ledger;
import dev.figleaf.proxy.shadow.Report.Cause;
import dev.figleaf.proxy.shadow.Report.Found;
import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.proxy.store.DifferenceRow;
import dev.figleaf.proxy.store.EvidenceBatch;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RankingTest {
  private static final String ITEM = "/api/catalog/items/{id}";
  private static final String STOCK = "body:$.stock";
  private static final CandidacyRow CANDIDACY = SampleEvidence.candidacy(SampleEvidence.SUBJECT);

  private static List<Cause> causes(String... findings) {
    var rows = Stream.of(findings).map(RankingTest::row).toList();
    var batch =
        new EvidenceBatch(List.of(CANDIDACY), List.of(), List.of(), List.of(), rows, List.of());
    return Reports.of(MemoryEvidence.of(batch), () -> SampleEvidence.NOW)
        .report(SampleEvidence.SUBJECT, null)
        .orElseThrow()
        .findings()
        .stream()
        .map(Found::cause)
        .toList();
  }

  private static DifferenceRow row(String finding) {
    return new DifferenceRow(
        Ledger.id(CANDIDACY.subject(), "GET", ITEM, STOCK, "value"),
        CANDIDACY.id(),
        CANDIDACY.subject(),
        "GET",
        ITEM,
        STOCK,
        "value",
        finding,
        CANDIDACY.began(),
        CANDIDACY.began(),
        CANDIDACY.began(),
        10);
  }

  @Test
  void whatIsLateStaysLateWhereTheControlHasChangedMeanwhileAtTimes() {
    assertThat(causes("lag", "race")).containsExactly(Cause.LAG);
  }

  @Test
  void whatReallyDiffersAtTimesIsMoreThanLate() {
    assertThat(causes("lag", "real")).containsExactly(Cause.DIFFERENCE);
  }

  @Test
  void raceAloneSpeaksAgainstNobody() {
    assertThat(causes("race")).isEmpty();
  }
}
