package dev.figleaf.proxy.traffic.inventory;

import dev.figleaf.proxy.store.InventoryRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What an upstream was not called for with success for so many days; code that may be deleted, as
 * far as requests can tell.
 *
 * @param daysWatched on how many of these days somebody watched
 * @param enough whether requests were counted for all of that time
 * @param sentence what may be said of it, and what may not
 * @param total endpoints of the upstream that are known
 * @param silent those without success since then, the longest silent first
 */
public record Sunset(
    long daysWatched, boolean enough, String sentence, long total, List<Silent> silent) {
  public Sunset {
    silent = List.copyOf(silent);
  }

  /**
   * An endpoint without success.
   *
   * @param answeredBy who else answered the same with success since then
   */
  public record Silent(InventoryRow row, List<String> answeredBy) {
    public Silent {
      answeredBy = List.copyOf(answeredBy);
    }
  }

  public static Sunset of(Endpoints endpoints, String upstream, int days) {
    Instant since = endpoints.at().minus(Duration.ofDays(days));
    List<InventoryRow> of =
        endpoints.rows().stream()
            .filter(Endpoints::isNamed)
            .filter(row -> row.endpoint().upstream().equals(upstream))
            .toList();
    List<Silent> silent =
        of.stream()
            .filter(row -> row.lastSuccessAt() < since.toEpochMilli())
            .sorted(
                Comparator.comparingLong(InventoryRow::lastSuccessAt)
                    .thenComparing(row -> row.endpoint().template())
                    .thenComparing(row -> row.endpoint().method()))
            .map(row -> new Silent(row, answeredBy(endpoints, row, since)))
            .toList();
    boolean enough = endpoints.watching().filter(from -> !from.isAfter(since)).isPresent();
    long watched = Math.min(days, endpoints.daysWatched(since));
    return new Sunset(
        watched, enough, sentence(endpoints, days, enough, watched), of.size(), silent);
  }

  private static List<String> answeredBy(Endpoints endpoints, InventoryRow silent, Instant since) {
    return endpoints.rows().stream()
        .filter(row -> row.endpoint().template().equals(silent.endpoint().template()))
        .filter(row -> row.endpoint().method().equals(silent.endpoint().method()))
        .filter(row -> row.lastSuccessAt() >= since.toEpochMilli())
        .map(row -> row.endpoint().upstream())
        .distinct()
        .sorted()
        .toList();
  }

  private static String sentence(Endpoints endpoints, int days, boolean enough, long watched) {
    Optional<Instant> from = endpoints.watching();
    if (from.isEmpty()) {
      return "Nothing is known: no request was counted yet.";
    }
    if (!enough) {
      return "Requests have been counted since "
          + from.get()
          + " only, which is less than "
          + days(days)
          + ": of that time nothing can be said. These had no success since.";
    }
    return "Requests have been counted since "
        + from.get()
        + "; within the last "
        + days(days)
        + " on "
        + watched
        + ". Who never called through Figleaf is not known to it.";
  }

  private static String days(int days) {
    return days == 1 ? "day" : days + " days";
  }
}
