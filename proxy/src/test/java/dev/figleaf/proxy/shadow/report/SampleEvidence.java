package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.shadow.ExampleJson;
import dev.figleaf.proxy.shadow.ExampleJson.Example;
import dev.figleaf.proxy.shadow.ExampleJson.Place;
import dev.figleaf.proxy.shadow.ExampleJson.Side;
import dev.figleaf.proxy.shadow.HeaderField;
import dev.figleaf.proxy.shadow.LatencyHistogram;
import dev.figleaf.proxy.shadow.Ledger;
import dev.figleaf.proxy.shadow.ReadyJson;
import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.proxy.store.CountRow;
import dev.figleaf.proxy.store.DifferenceRow;
import dev.figleaf.proxy.store.EvidenceBatch;
import dev.figleaf.proxy.store.ExampleRow;
import dev.figleaf.proxy.store.LatencyRow;
import dev.figleaf.proxy.store.LeftOutRow;
import dev.figleaf.rules.LatencyBudget;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.ReadySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evidence of two days of a catalog with five faults, as rows. */
public final class SampleEvidence {
  public static final Instant BEGAN = Instant.parse("2026-03-02T08:00:00Z");
  public static final Instant NOW = Instant.parse("2026-03-04T09:30:00Z");
  public static final String SUBJECT = "catalog";

  private static final String CANDIDACY = "c0ffee00c0ffee00";
  private static final String ITEM = "/api/catalog/items/{id}";
  private static final String ITEMS = "/api/catalog/items";
  private static final String SEARCH = "/api/catalog/search";
  private static final String STOCK = "/api/catalog/stock/{id}";
  private static final ReadySpec READY =
      new ReadySpec(
          Percentage.parse("0.1%"),
          Percentage.parse("0.1%"),
          Percentage.parse("95%"),
          1_000,
          Percentage.parse("90%"),
          new LatencyBudget(Duration.ofMillis(300), Percentage.parse("1%")));

  private final List<CountRow> counts = new ArrayList<>();
  private final List<LatencyRow> latencies = new ArrayList<>();
  private final List<DifferenceRow> differences = new ArrayList<>();
  private final List<ExampleRow> examples = new ArrayList<>();

  private SampleEvidence() {}

  /** The id of the difference in the price of one item. */
  public static String priceId() {
    return id(ITEM, "body:$.price", "value");
  }

  private static String id(String template, String path, String kind) {
    return Ledger.id(SUBJECT, "GET", template, path, kind);
  }

  public static CandidacyRow candidacy(String subject) {
    return new CandidacyRow(
        subject.equals(SUBJECT) ? CANDIDACY : Ledger.id(subject, "", "", "", ""),
        subject,
        "monolith",
        "catalog",
        BEGAN,
        ReadyJson.write(READY),
        "the rules changed");
  }

  /** All faults. */
  public static EvidenceBatch faulty() {
    var rows = new SampleEvidence();
    rows.live();
    rows.compared();
    rows.found();
    rows.took();
    return rows.batch(
        candidacy(SUBJECT),
        List.of(
            new LeftOutRow(CANDIDACY, BEGAN, "budget", 41),
            new LeftOutRow(CANDIDACY, BEGAN, "unsafe-method", 1_204)));
  }

  /** Of a subject where nothing differs, so many pairs. */
  public static EvidenceBatch equal(String subject, long pairs) {
    var rows = new SampleEvidence();
    CandidacyRow candidacy = candidacy(subject);
    rows.counts.add(
        new CountRow(candidacy.id(), BEGAN, "GET", "/api/" + subject, 2, "live", "", pairs));
    rows.counts.add(
        new CountRow(candidacy.id(), BEGAN, "GET", "/api/" + subject, 2, "equal", "", pairs));
    return rows.batch(candidacy, List.of());
  }

  /** Where a price differs, and nothing else. */
  public static EvidenceBatch priceOnly() {
    var rows = new SampleEvidence();
    rows.count(ITEM, 2, "live", "", 20_000);
    rows.count(ITEM, 2, "equal", "", 19_800);
    rows.count(ITEM, 2, "real", priceId(), 200);
    rows.difference(ITEM, "body:$.price", "value", "real", 200);
    rows.examples.add(example(ITEM, "body:$.price", "value", price()));
    rows.took(ITEM, 12, 12, 20_000);
    return rows.batch(candidacy(SUBJECT), List.of());
  }

  private EvidenceBatch batch(CandidacyRow candidacy, List<LeftOutRow> leftOut) {
    return new EvidenceBatch(List.of(candidacy), counts, latencies, leftOut, differences, examples);
  }

  private void count(String template, int statusClass, String what, String pattern, long count) {
    counts.add(new CountRow(CANDIDACY, BEGAN, "GET", template, statusClass, what, pattern, count));
  }

  private void live() {
    count(ITEM, 2, "live", "", 100_000);
    count(ITEM, 4, "live", "", 2_100);
    count(ITEMS, 2, "live", "", 40_000);
    count(SEARCH, 2, "live", "", 20_000);
    count(STOCK, 2, "live", "", 15_000);
    counts.add(new CountRow(CANDIDACY, BEGAN, "POST", ITEMS, 2, "live", "", 800));
    counts.add(new CountRow(CANDIDACY, BEGAN, "DELETE", ITEM, 4, "live", "", 3));
  }

  private void compared() {
    count(ITEM, 2, "equal", "", 9_850);
    count(ITEM, 2, "real", priceId(), 96);
    count(ITEM, 2, "real", id(ITEM, "body:$.description", "missing"), 4);
    count(ITEM, 4, "equal", "", 205);
    count(ITEMS, 2, "equal", "", 3_900);
    count(ITEMS, 2, "real", id(ITEMS, "body:$.items[*].price", "value"), 38);
    count(ITEMS, 2, "real", id(ITEMS, "body:$.items", "order"), 12);
    count(ITEMS, 2, "race", "", 7);
    count(SEARCH, 2, "equal", "", 1_990);
    count(SEARCH, 2, "failed", id(SEARCH, "response-timeout", "failed"), 6);
    count(SEARCH, 2, "unsettled", "", 3);
    count(STOCK, 2, "equal", "", 1_470);
    count(STOCK, 2, "lag", id(STOCK, "body:$.available", "value"), 22);
  }

  private void found() {
    difference(ITEM, "body:$.price", "value", "real", 96);
    examples.add(example(ITEM, "body:$.price", "value", price()));
    difference(ITEM, "body:$.description", "missing", "real", 4);
    examples.add(
        example(
            ITEM,
            "body:$.description",
            "missing",
            item(
                    "7",
                    "{\"id\":7,\"description\":\"Blue <b>mug</b>\",\"price\":8}",
                    "{\"id\":7,\"price\":8}")
                .withDifference("body:$.description", "missing", "Blue <b>mug</b>", null)));
    difference(ITEMS, "body:$.items[*].price", "value", "real", 38);
    difference(ITEMS, "body:$.items", "order", "real", 12);
    difference(SEARCH, "response-timeout", "failed", "failed", 6);
    difference(STOCK, "body:$.available", "value", "lag", 22);
  }

  private void difference(String template, String path, String kind, String finding, long count) {
    differences.add(
        new DifferenceRow(
            id(template, path, kind),
            CANDIDACY,
            SUBJECT,
            "GET",
            template,
            path,
            kind,
            finding,
            BEGAN,
            BEGAN.plus(Duration.ofMinutes(7)),
            NOW.minus(Duration.ofMinutes(3)),
            count));
  }

  /** An example that is still being made. */
  private record Draft(String target, String control, String candidate, List<Place> places) {
    Draft withDifference(String path, String kind, String left, @Nullable String right) {
      var more = new ArrayList<>(places);
      more.add(new Place(path, kind, left, right));
      return new Draft(target, control, candidate, more);
    }
  }

  private static Draft item(String id, String control, String candidate) {
    return new Draft("/api/catalog/items/" + id, control, candidate, List.of());
  }

  private static Draft price() {
    return item(
            "42",
            """
            {"id":42,"name":"Kettle","price":12.5,"currency":"EUR","stock":{"available":3,"warehouse":"B"},\
            "tags":["kitchen","steel","new"],"generatedAt":"2026-03-04T09:20:00.120Z"}""",
            """
            {"id":42,"name":"Kettle","price":12.49,"currency":"EUR","stock":{"available":3,"warehouse":"B"},\
            "tags":["kitchen","steel","new"],"generatedAt":"2026-03-04T09:20:00.343Z"}""")
        .withDifference("body:$.price", "value", "12.5", "12.49");
  }

  private static ExampleRow example(String template, String path, String kind, Draft draft) {
    var json = List.of(new HeaderField("Content-Type", "application/json"));
    var example =
        new Example(
            "GET",
            draft.target(),
            List.of(
                new HeaderField("Accept", "application/json"),
                new HeaderField("Authorization", "‹redacted›")),
            "",
            new Side(200, json, draft.control(), null),
            new Side(200, json, draft.candidate(), null),
            draft.places());
    return new ExampleRow(
        "e-" + id(template, path, kind),
        id(template, path, kind),
        CANDIDACY,
        NOW.minus(Duration.ofMinutes(3)),
        ExampleJson.write(example));
  }

  private void took() {
    took(ITEM, 12, 9, 10_155);
    took(ITEMS, 24, 20, 3_957);
    took(SEARCH, 30, 190, 1_993);
    took(STOCK, 6, 6, 1_492);
  }

  /** Spread over the hours, and around a time that differs a little from hour to hour. */
  private void took(String template, int control, int candidate, long answers) {
    int hours = 49;
    for (int hour = 0; hour < hours; hour++) {
      Instant bucket = BEGAN.plus(Duration.ofHours(hour));
      double load = 1 + 0.25 * Math.sin(hour / 24.0 * 2 * Math.PI);
      took(template, bucket, "control", control * load, answers / hours);
      took(template, bucket, "candidate", candidate * load, answers / hours);
    }
  }

  private void took(String template, Instant bucket, String side, double millis, long answers) {
    double[] spread = {0.8, 1, 1.7, 3.1};
    long[] shares = {40, 50, 8, 2};
    for (int i = 0; i < spread.length; i++) {
      int step = LatencyHistogram.step(Duration.ofNanos((long) (millis * spread[i] * 1e6)));
      latencies.add(
          new LatencyRow(
              CANDIDACY,
              bucket,
              "GET",
              template,
              side,
              step,
              Math.ceilDiv(answers * shares[i], 100)));
    }
  }
}
