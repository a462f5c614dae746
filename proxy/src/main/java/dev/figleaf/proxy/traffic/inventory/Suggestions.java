package dev.figleaf.proxy.traffic.inventory;

import dev.figleaf.proxy.store.InventoryRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which seam to cut next. What the monolith answers is put together by prefix, and each prefix gets
 * points for what makes a seam worth it and easy: up to 40 for its share of the calls (all of them
 * from a quarter on), 25 for calls that only read, 20 for calls without a session, and 15 for ids
 * that appear in no other prefix's paths. Always the same for the same inventory.
 *
 * @param calls of the monolith that belong to no seam yet
 * @param ranked the best ones, the first one first
 */
public record Suggestions(long calls, List<Suggestion> ranked) {
  private static final int MOST = 10;
  private static final int MOST_ENDPOINTS = 5;
  private static final double ENOUGH = 0.25;

  public Suggestions {
    ranked = List.copyOf(ranked);
  }

  /**
   * What the endpoints under a prefix look like.
   *
   * @param writes the share of its calls that may change something
   * @param sharedIds other prefixes in whose paths its ids appear
   * @param reasons for and against
   * @param endpoints the most called ones
   */
  public record Suggestion(
      String prefix,
      int score,
      Tally tally,
      double share,
      double writes,
      List<String> sharedIds,
      List<String> reasons,
      List<String> endpoints) {
    public Suggestion {
      sharedIds = List.copyOf(sharedIds);
      reasons = List.copyOf(reasons);
      endpoints = List.copyOf(endpoints);
    }
  }

  /** Of what an upstream answers. */
  public static Suggestions of(Endpoints endpoints, String monolith) {
    Map<String, List<InventoryRow>> groups =
        endpoints.rows().stream()
            .filter(Endpoints::isNamed)
            .filter(row -> row.endpoint().upstream().equals(monolith) && row.seam().isEmpty())
            .filter(row -> row.counts()[0] > 0)
            .collect(
                Collectors.groupingBy(
                    row -> Prefixes.of(row.endpoint().template()),
                    TreeMap::new,
                    Collectors.toList()));
    long all = groups.values().stream().mapToLong(rows -> Tally.of(rows).calls()).sum();
    var ranked = new ArrayList<Suggestion>();
    groups.forEach(
        (prefix, rows) -> {
          if (!prefix.equals(Prefixes.REST)) {
            ranked.add(suggestion(prefix, rows, groups, all));
          }
        });
    ranked.sort(
        Comparator.comparingInt(Suggestion::score)
            .thenComparingLong(one -> one.tally().calls())
            .reversed()
            .thenComparing(Suggestion::prefix));
    return new Suggestions(all, ranked.stream().limit(MOST).toList());
  }

  private static Suggestion suggestion(
      String prefix, List<InventoryRow> rows, Map<String, List<InventoryRow>> groups, long all) {
    Tally tally = Tally.of(rows);
    double share = (double) tally.calls() / all;
    double writes =
        tally.share(
            rows.stream()
                .filter(row -> Tally.isWrite(row.endpoint().method()))
                .mapToLong(row -> row.counts()[0])
                .sum());
    Set<String> ids = ids(rows);
    List<String> sharing =
        groups.entrySet().stream()
            .filter(other -> !other.getKey().equals(prefix))
            .filter(other -> ids(other.getValue()).stream().anyMatch(ids::contains))
            .map(Map.Entry::getKey)
            .toList();
    double sessions = tally.share(tally.withSession());
    double points =
        40 * Math.min(1, share / ENOUGH)
            + 25 * (1 - writes)
            + 20 * (1 - sessions)
            + 15.0 / (1 + sharing.size());
    return new Suggestion(
        prefix,
        (int) Math.round(points),
        tally,
        share,
        writes,
        sharing,
        reasons(tally, share, writes, sessions, ids, sharing),
        most(rows));
  }

  private static Set<String> ids(List<InventoryRow> rows) {
    var ids = new TreeSet<String>();
    rows.forEach(row -> ids.addAll(Prefixes.ids(row.endpoint().template())));
    return ids;
  }

  private static List<String> most(List<InventoryRow> rows) {
    return rows.stream()
        .sorted(Comparator.comparingLong((InventoryRow row) -> row.counts()[0]).reversed())
        .limit(MOST_ENDPOINTS)
        .map(row -> row.endpoint().method() + " " + row.endpoint().template())
        .toList();
  }

  private static List<String> reasons(
      Tally tally,
      double share,
      double writes,
      double sessions,
      Set<String> ids,
      List<String> sharing) {
    var reasons = new ArrayList<String>();
    reasons.add(percent(share) + " of the monolith's calls, from " + clients(tally.clients()));
    reasons.add(
        writes == 0
            ? "only reads: no call changes data, so both sides may answer side by side"
            : percent(writes) + " of its calls write: who owns that data must move with them");
    reasons.add(
        sessions == 0
            ? "no call carries a session"
            : percent(sessions) + " of its calls carry a session, which the new side must share");
    if (!ids.isEmpty()) {
      reasons.add(
          sharing.isEmpty()
              ? "its ids (" + String.join(", ", ids) + ") appear in no other prefix's paths"
              : "its ids also appear in paths of "
                  + String.join(", ", sharing)
                  + ", which must go on finding what has moved");
    }
    if (tally.failed() > 0) {
      reasons.add(percent(tally.share(tally.failed())) + " of its calls fail as it is");
    }
    return reasons;
  }

  private static String clients(long clients) {
    return clients <= 1 ? "one client" : "about " + clients + " clients";
  }

  private static String percent(double share) {
    return share > 0 && share < 0.001
        ? "less than 0.1%"
        : String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }
}
