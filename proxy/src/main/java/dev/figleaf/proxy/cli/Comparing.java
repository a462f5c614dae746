package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Reports;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What comparing one subject has come to. Blocks. */
final class Comparing {
  private static final Duration PACE = Duration.ofMillis(500);

  /** What differs is asked again for two seconds, and what is counted may wait for two more. */
  private static final int QUIET_LOOKS = 10;

  private static final int MOST_LOOKS = 120;

  private final Reports reports;
  private final String subject;

  Comparing(Reports reports, String subject) {
    this.reports = reports;
    this.subject = subject;
  }

  /** How it stands; empty while nothing is known. */
  Optional<Report> report() {
    return reports.report(subject, null);
  }

  /**
   * Waits until everything that was sent has been judged, a minute at most.
   *
   * @return the last report; empty where nothing is known
   */
  Optional<Report> settled() throws InterruptedException {
    Deque<Long> judged = new ArrayDeque<>();
    for (int i = 0; i < MOST_LOOKS && !isQuiet(judged); i++) {
      TimeUnit.NANOSECONDS.sleep(PACE.toNanos());
      judged.addLast(report().map(Comparing::judged).orElse(0L));
    }
    return report();
  }

  private static boolean isQuiet(Deque<Long> judged) {
    while (judged.size() > QUIET_LOOKS) {
      judged.removeFirst();
    }
    return judged.size() == QUIET_LOOKS && judged.stream().distinct().count() == 1;
  }

  /** How many requests something is known of. */
  static long judged(Report report) {
    return report.total().findings().values().stream().mapToLong(Long::longValue).sum()
        + report.total().failed()
        + report.leftOut().stream().mapToLong(Report.LeftOut::count).sum();
  }
}
