package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.store.AcceptanceRow;
import dev.figleaf.proxy.store.DifferenceRow;
import dev.figleaf.proxy.store.EvidenceLog;
import dev.figleaf.proxy.store.ExampleRow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept about one difference.
 *
 * @param findings one for each of what became of it, {@code real} and {@code lag}
 * @param acceptance the operator's word about it, expired or not
 * @param examples the newest first
 */
public record DifferenceReport(
    String id,
    String subject,
    String method,
    String template,
    String path,
    String kind,
    List<DifferenceRow> findings,
    @Nullable AcceptanceRow acceptance,
    boolean accepted,
    List<Kept> examples) {

  /** An example, and when it was seen. */
  public record Kept(Instant at, ExampleJson.Example example) {}

  public DifferenceReport {
    findings = List.copyOf(findings);
    examples = List.copyOf(examples);
  }

  static DifferenceReport of(List<DifferenceRow> rows, EvidenceLog log, Instant now) {
    DifferenceRow one = rows.getFirst();
    return of(rows, log.acceptances(one.subject()), examples(log.examples(one.id())), now);
  }

  static List<DifferenceReport> of(
      List<DifferenceRow> rows, List<AcceptanceRow> acceptances, Instant now) {
    Map<String, List<DifferenceRow>> byId =
        rows.stream()
            .collect(
                Collectors.groupingBy(DifferenceRow::id, LinkedHashMap::new, Collectors.toList()));
    return byId.values().stream().map(same -> of(same, acceptances, List.of(), now)).toList();
  }

  private static DifferenceReport of(
      List<DifferenceRow> rows, List<AcceptanceRow> acceptances, List<Kept> kept, Instant now) {
    DifferenceRow one = rows.getFirst();
    Optional<AcceptanceRow> word =
        acceptances.stream().filter(row -> row.difference().equals(one.id())).findFirst();
    return new DifferenceReport(
        one.id(),
        one.subject(),
        one.method(),
        one.template(),
        one.path(),
        one.kind(),
        rows,
        word.orElse(null),
        word.filter(row -> row.until().isAfter(now)).isPresent(),
        kept);
  }

  private static List<Kept> examples(List<ExampleRow> rows) {
    return rows.stream()
        .flatMap(
            row -> ExampleJson.read(row.content()).map(read -> new Kept(row.at(), read)).stream())
        .toList();
  }
}
