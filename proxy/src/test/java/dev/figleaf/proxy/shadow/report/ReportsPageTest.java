package dev.figleaf.proxy.shadow.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The samples on the page about reports are what reports say. */
class ReportsPageTest {
  private static final Path PAGE = Path.of("../docs/reports.md");

  @ParameterizedTest
  @CsvSource({"text, TEXT", "markdown, MARKDOWN", "xml, JUNIT", "json, JSON"})
  void theFirstSampleOfEachFormIsFromAReport(String language, ReportFormat format)
      throws IOException {
    List<String> sample = new ArrayList<>(sample(language).lines().toList());
    sample.removeIf("…"::equals);

    assertThat(ReportFormatTest.reports().report(SampleEvidence.SUBJECT, null))
        .map(report -> format.one(report, false).lines().toList())
        .hasValueSatisfying(lines -> assertThat(lines).containsSubsequence(sample));
  }

  private static String sample(String language) throws IOException {
    return Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(Files.readString(PAGE))
        .results()
        .map((MatchResult found) -> found.group(1))
        .findFirst()
        .orElseThrow();
  }
}
