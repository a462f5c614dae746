package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.view.SeamView.VerdictView;
import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.shadow.report.Words;
import dev.figleaf.proxy.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What comparing says of each seam, in short. A report reads the store: it is made again when it is
 * {@link #FRESH} old, and what was said last is said while the store is not to be had.
 *
 * <p>May block; safe to share.
 */
final class Verdicts {
  static final Duration FRESH = Duration.ofSeconds(10);

  private final Optional<Reports> reports;
  private final InstantSource clock;
  private Map<String, VerdictView> known = Map.of();
  private @Nullable Instant asked;

  Verdicts(Optional<Reports> reports, InstantSource clock) {
    this.reports = reports;
    this.clock = clock;
  }

  /** By the name of what is compared. */
  synchronized Map<String, VerdictView> now() {
    Instant now = clock.instant();
    if (asked == null || Duration.between(asked, now).compareTo(FRESH) >= 0) {
      asked = now;
      reports.ifPresent(this::ask);
    }
    return known;
  }

  private void ask(Reports made) {
    try {
      known =
          made.all(null).stream()
              .collect(Collectors.toUnmodifiableMap(Report::subject, Verdicts::view));
    } catch (StoreUnavailable _) {
      // what was known stays, and tells by its time how old it is
    }
  }

  private static VerdictView view(Report report) {
    return new VerdictView(
        report.verdict().standing().name().toLowerCase(Locale.ROOT),
        Words.answer(report),
        report.total().compared(),
        report.findings().stream().filter(one -> one.cause() == Report.Cause.DIFFERENCE).count(),
        report.at());
  }
}
