package dev.figleaf.proxy.shadow.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.store.EvidenceLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Reports in every form beside what they are to be: {@code reports/NAME}.
 *
 * <p>After a change of words, {@code -Dtest=ReportFormatTest -Dgolden.write=true} writes them anew,
 * to be read in the diff. It never does so where {@code CI} is set.
 */
class ReportFormatTest {
  private static final Path FOLDER = Path.of("src/test/resources/reports");
  private static final boolean WRITING =
      Boolean.getBoolean("golden.write") && System.getenv("CI") == null;
  private static final Map<ReportFormat, String> ENDINGS =
      Map.of(
          ReportFormat.TEXT, "txt",
          ReportFormat.JSON, "json",
          ReportFormat.MARKDOWN, "md",
          ReportFormat.HTML, "html",
          ReportFormat.JUNIT, "xml");

  @TestFactory
  Stream<DynamicTest> everyFormIsAsItWas() {
    Report report = report();
    List<Report> all = reports().all(null);
    return Stream.of(ReportFormat.values())
        .flatMap(
            format ->
                Stream.of(
                    test("catalog." + ENDINGS.get(format), format.one(report, false)),
                    test("all." + ENDINGS.get(format), format.all(all, false))));
  }

  static Reports reports() {
    EvidenceLog log =
        MemoryEvidence.of(
            SampleEvidence.faulty(),
            SampleEvidence.equal("orders", 5_000),
            SampleEvidence.equal("users", 120));
    Reports reports = Reports.of(log, () -> SampleEvidence.NOW);
    reports.accept(
        reports.report(SampleEvidence.SUBJECT, null).orElseThrow().findings().stream()
            .filter(one -> one.kind().equals("order"))
            .findFirst()
            .orElseThrow()
            .id(),
        "the new order is by name, as agreed with the shop",
        "ann",
        SampleEvidence.NOW.plus(Duration.ofDays(14)));
    return reports;
  }

  static Report report() {
    return reports().report(SampleEvidence.SUBJECT, null).orElseThrow();
  }

  private static DynamicTest test(String name, String found) {
    return DynamicTest.dynamicTest(name, () -> check(FOLDER.resolve(name), found));
  }

  private static void check(Path expected, String found) throws IOException {
    if (WRITING) {
      Files.createDirectories(FOLDER);
      Files.writeString(expected, found);
    }
    assertThat(found).isEqualTo(Files.readString(expected));
  }
}
