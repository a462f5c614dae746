package dev.figleaf.proxy.shadow.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.proxy.shadow.Coverage;
import dev.figleaf.proxy.shadow.DifferenceReport;
import dev.figleaf.proxy.shadow.ExampleJson;
import dev.figleaf.proxy.shadow.Finding;
import dev.figleaf.proxy.shadow.Rate;
import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Report.Found;
import dev.figleaf.proxy.shadow.Report.Times;
import dev.figleaf.proxy.shadow.Report.Total;
import dev.figleaf.proxy.shadow.Verdict;
import dev.figleaf.proxy.store.AcceptanceRow;
import dev.figleaf.proxy.store.CandidacyRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reports for machines. The shape is stable: keys are added, never renamed. Shares are from 0 to 1,
 * times are ISO 8601, latencies are milliseconds.
 */
public final class ReportJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ReportJson() {}

  static String one(Report report) {
    ObjectNode json = JSON.createObjectNode();
    head(json, report);
    json.put("since", time(report.since())).put("at", time(report.at()));
    verdict(json.putObject("verdict"), report.verdict()).put("answer", Words.answer(report));
    json.set("ready", read(report.candidacy().ready()));
    pairs(json.putObject("pairs"), report.total());
    latency(json.putObject("latency"), report.total());
    series(json.withObject("/latency").putArray("series"), report);
    ArrayNode endpoints = json.putArray("endpoints");
    report.endpoints().forEach(one -> endpoint(endpoints.addObject(), one));
    ArrayNode findings = json.putArray("findings");
    report.findings().forEach(one -> found(findings.addObject(), one));
    coverage(json.putObject("coverage"), report);
    ArrayNode leftOut = json.putArray("left_out");
    report
        .leftOut()
        .forEach(one -> leftOut.addObject().put("reason", one.reason()).put("count", one.count()));
    ArrayNode acceptances = json.putArray("acceptances");
    report
        .acceptances()
        .forEach(
            one ->
                acceptance(acceptances.addObject(), one.row())
                    .put("what", one.what())
                    .put("count", one.count())
                    .put("expired", one.expired()));
    return text(json);
  }

  static String all(List<Report> reports) {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode subjects = json.putArray("subjects");
    for (Report report : reports) {
      ObjectNode one = subjects.addObject();
      head(one, report);
      verdict(one.putObject("verdict"), report.verdict()).put("answer", Words.answer(report));
      pairs(one.putObject("pairs"), report.total());
      one.put("findings", report.findings().size());
      if (!report.findings().isEmpty()) {
        one.put("worst", report.findings().getFirst().sentence());
      }
    }
    return text(json);
  }

  /** Differences of a subject, each as {@link #difference} without its examples. */
  public static String differences(String subject, List<DifferenceReport> all) {
    ObjectNode json = JSON.createObjectNode().put("subject", subject);
    ArrayNode array = json.putArray("differences");
    all.forEach(one -> difference(array.addObject(), one));
    return text(json);
  }

  /** One difference with its examples. */
  public static String difference(DifferenceReport report) {
    ObjectNode json = difference(JSON.createObjectNode(), report);
    ArrayNode examples = json.putArray("examples");
    for (DifferenceReport.Kept kept : report.examples()) {
      ObjectNode example = (ObjectNode) read(ExampleJson.write(kept.example()));
      examples.add(example.put("at", time(kept.at())));
    }
    return text(json);
  }

  /** An acceptance that was kept. */
  public static String acceptance(AcceptanceRow row) {
    return text(acceptance(JSON.createObjectNode(), row));
  }

  /** A candidacy that began. */
  public static String candidacy(CandidacyRow row) {
    return text(candidacy(JSON.createObjectNode(), row));
  }

  private static ObjectNode difference(ObjectNode json, DifferenceReport report) {
    json.put("id", report.id())
        .put("subject", report.subject())
        .put("method", report.method())
        .put("template", report.template())
        .put("path", report.path())
        .put("kind", report.kind());
    ArrayNode findings = json.putArray("findings");
    report
        .findings()
        .forEach(
            row ->
                findings
                    .addObject()
                    .put("finding", row.finding())
                    .put("count", row.count())
                    .put("first", time(row.first()))
                    .put("last", time(row.last())));
    json.put("accepted", report.accepted());
    if (report.acceptance() != null) {
      acceptance(json.putObject("acceptance"), report.acceptance());
    }
    return json;
  }

  private static void head(ObjectNode json, Report report) {
    candidacy(json, report.candidacy());
  }

  private static ObjectNode candidacy(ObjectNode json, CandidacyRow row) {
    return json.put("subject", row.subject())
        .put("control", row.control())
        .put("candidate", row.candidate())
        .put("candidacy", row.id())
        .put("began", time(row.began()))
        .put("reason", row.reason());
  }

  private static ObjectNode verdict(ObjectNode json, Verdict verdict) {
    json.put("standing", word(verdict.standing()));
    ArrayNode criteria = json.putArray("criteria");
    for (Verdict.Criterion one : verdict.criteria()) {
      rate(
              criteria.addObject().put("name", one.name()).put("standing", word(one.standing())),
              one.seen())
          .put("lower", one.lower())
          .put("upper", one.upper())
          .put("budget", one.budget());
    }
    ArrayNode missing = json.putArray("missing");
    verdict.missing().forEach(missing::add);
    return json;
  }

  private static ObjectNode rate(ObjectNode json, Rate rate) {
    return json.put("trials", rate.trials()).put("hits", rate.hits()).put("share", rate.share());
  }

  private static void pairs(ObjectNode json, Total total) {
    json.put("compared", total.compared());
    for (Finding finding : Finding.values()) {
      json.put(word(finding), total.count(finding));
    }
    json.put("failed", total.failed());
  }

  private static void latency(ObjectNode json, Total total) {
    times(json.putObject("control"), total.control());
    times(json.putObject("candidate"), total.candidate());
    rate(json.putObject("much_slower"), total.muchSlower());
    if (total.slower() != null) {
      rate(json.putObject("slower_than_budget"), total.slower());
    }
  }

  private static void times(ObjectNode json, Times times) {
    json.put("answers", times.answers())
        .put("p50", times.p50().toNanos() / 1e6)
        .put("p95", times.p95().toNanos() / 1e6)
        .put("p99", times.p99().toNanos() / 1e6);
  }

  private static void series(ArrayNode array, Report report) {
    report
        .series()
        .forEach(
            point -> {
              ObjectNode json = array.addObject().put("at", time(point.at()));
              times(json.putObject("control"), point.control());
              times(json.putObject("candidate"), point.candidate());
            });
  }

  private static void endpoint(ObjectNode json, Report.Endpoint one) {
    json.put("method", one.method()).put("template", one.template());
    verdict(json.putObject("verdict"), one.verdict());
    pairs(json.putObject("pairs"), one.total());
    latency(json.putObject("latency"), one.total());
  }

  private static void found(ObjectNode json, Found one) {
    json.put("id", one.id())
        .put("cause", word(one.cause()))
        .put("sentence", one.sentence())
        .put("method", one.method())
        .put("template", one.template())
        .put("path", one.path())
        .put("kind", one.kind());
    rate(json, one.rate());
    put(json, "first", one.first() == null ? null : time(one.first()));
    put(json, "last", one.last() == null ? null : time(one.last()));
    put(json, "control", one.control());
    put(json, "candidate", one.candidate());
  }

  private static void put(ObjectNode json, String key, @Nullable String value) {
    if (value != null) {
      json.put(key, value);
    }
  }

  private static void coverage(ObjectNode json, Report report) {
    json.put("share", report.covered()).put("shapes", report.shapes());
    ArrayNode never = json.putArray("never_compared");
    for (Coverage.Shape shape : report.neverCompared()) {
      never
          .addObject()
          .put("method", shape.method())
          .put("template", shape.template())
          .put("status_class", shape.statusClass());
    }
  }

  private static ObjectNode acceptance(ObjectNode json, AcceptanceRow row) {
    return json.put("difference", row.difference())
        .put("because", row.because())
        .put("by", row.by())
        .put("at", time(row.at()))
        .put("until", time(row.until()));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("was written as JSON", e);
    }
  }

  private static String text(ObjectNode json) {
    try {
      return JSON.writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always written", e);
    }
  }
}
