package dev.figleaf.proxy.shadow.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.figleaf.proxy.shadow.ExampleJson;
import dev.figleaf.proxy.shadow.ExampleJson.Example;
import dev.figleaf.proxy.shadow.ExampleJson.Place;
import dev.figleaf.proxy.shadow.ExampleJson.Side;
import dev.figleaf.proxy.shadow.HeaderField;
import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.shadow.Verdict.Standing;
import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.proxy.store.CountRow;
import dev.figleaf.proxy.store.DifferenceRow;
import dev.figleaf.proxy.store.EvidenceBatch;
import dev.figleaf.proxy.store.ExampleRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** What strangers wrote stays text, in whatever form it is read; all forms say the same verdict. */
class HostileReportTest {
  private static final String EVIL =
      "</code></style><script>alert(1)</script><img src=x onerror=alert(1)>\" onload='x' "
          + "\u001b[31m]]>&lt; \u202Etxt\u0000 | ` **b** [x](javascript:1) @ann";

  private static Report hostile() {
    CandidacyRow row = SampleEvidence.candidacy(SampleEvidence.SUBJECT);
    var candidacy = new CandidacyRow(row.id(), EVIL, EVIL, EVIL, row.began(), row.ready(), EVIL);
    Instant at = SampleEvidence.BEGAN;
    var json = List.of(new HeaderField("Content-Type", EVIL));
    String body = "{\"" + "</td><script>" + "\":\"<script>alert(1)</script>\"}";
    var example =
        new Example(
            EVIL,
            "/" + EVIL,
            json,
            EVIL,
            new Side(200, json, body, null),
            new Side(0, List.of(), "", EVIL),
            List.of(new Place("body:$." + EVIL, "value", EVIL, EVIL)));
    var batch =
        new EvidenceBatch(
            List.of(candidacy),
            List.of(
                new CountRow(row.id(), at, EVIL, EVIL, 2, "live", "", 10),
                new CountRow(row.id(), at, EVIL, EVIL, 2, "real", "id", 10),
                new CountRow(row.id(), at, "GET", EVIL, 2, "live", "", 3)),
            List.of(),
            List.of(),
            List.of(
                new DifferenceRow(
                    "id",
                    row.id(),
                    EVIL,
                    EVIL,
                    EVIL,
                    "body:$." + EVIL,
                    "value",
                    "real",
                    at,
                    at,
                    at,
                    10)),
            List.of(new ExampleRow("e", "id", row.id(), at, ExampleJson.write(example))));
    Reports reports = Reports.of(MemoryEvidence.of(batch), () -> SampleEvidence.NOW);
    reports.accept("id", EVIL, EVIL, SampleEvidence.NOW.minusSeconds(1));
    return reports.report(EVIL, null).orElseThrow();
  }

  @Test
  void aPageIsWellFormedAndHoldsNoElementOfAStranger()
      throws IOException, SAXException, ParserConfigurationException {
    String html = ReportFormat.HTML.one(hostile(), false);

    assertThat(
            parsed(html.replace("<!DOCTYPE html>\n", ""))
                .getElementsByTagName("script")
                .getLength())
        .isZero();
    var page = Jsoup.parse(html);
    assertThat(page.select("script, img, iframe, link, object, [onload], [onerror]")).isEmpty();
    assertThat(page.select("[href]").eachAttr("href")).allMatch(link -> link.startsWith("#"));
    assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .isEqualTo("default-src 'none'; style-src 'unsafe-inline'");
    assertThat(page.select("h3").text()).contains("<script>alert(1)</script>");
    assertThat(html).doesNotContain("\u001b", "\u202E", "\u0000");
  }

  @Test
  void junitIsReadByAParser() throws IOException, SAXException, ParserConfigurationException {
    Document xml = parsed(ReportFormat.JUNIT.one(hostile(), false));

    assertThat(xml.getElementsByTagName("testsuite").getLength()).isEqualTo(1);
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(6);
  }

  @Test
  void aTerminalAndAPullRequestGetNothingToActUpon() {
    String text = ReportFormat.TEXT.one(hostile(), false);
    String markdown = ReportFormat.MARKDOWN.one(hostile(), false);

    assertThat(text).doesNotContain("\u001b", "\u202E", "\u0000").contains("\\u001b[31m");
    assertThat(markdown)
        .doesNotContain("\u001b", "\u202E", "<script", "<img", "[x](", "**b**", "@ann");
  }

  private static Document parsed(String xml)
      throws IOException, SAXException, ParserConfigurationException {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    var builder = factory.newDocumentBuilder();
    builder.setErrorHandler(null);
    return builder.parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10, 500, 3_000, 5_000, 20_000, 100_000})
  void everyFormSaysTheSameVerdict(long pairs) throws IOException {
    for (EvidenceBatch batch :
        List.of(SampleEvidence.equal(SampleEvidence.SUBJECT, pairs), SampleEvidence.priceOnly())) {
      Report report =
          Reports.of(MemoryEvidence.of(batch), () -> SampleEvidence.NOW)
              .report(SampleEvidence.SUBJECT, null)
              .orElseThrow();
      Standing standing = report.verdict().standing();
      String words = standing.name().replace('_', ' ');

      assertThat(ReportFormat.TEXT.one(report, false)).startsWith("catalog: " + words + "\n");
      assertThat(ReportFormat.MARKDOWN.one(report, false)).contains("**" + words + "**");
      assertThat(ReportFormat.HTML.one(report, false)).contains("<strong>" + words + "</strong>");
      assertThat(
              new ObjectMapper()
                  .readTree(ReportFormat.JSON.one(report, false))
                  .at("/verdict/standing")
                  .asText())
          .isEqualTo(standing.name().toLowerCase(Locale.ROOT));
    }
  }
}
