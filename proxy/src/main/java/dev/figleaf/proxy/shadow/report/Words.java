package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.shadow.Finding;
import dev.figleaf.proxy.shadow.Rate;
import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Report.Total;
import dev.figleaf.proxy.shadow.Sentences;
import dev.figleaf.proxy.shadow.Verdict;
import dev.figleaf.proxy.shadow.Verdict.Standing;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;

/** What all forms of a report say in the same words. */
public final class Words {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  static String standing(Standing standing) {
    return switch (standing) {
      case READY -> "READY";
      case NOT_READY -> "NOT READY";
      case INSUFFICIENT -> "INSUFFICIENT";
    };
  }

  /** What follows from a verdict, in one sentence. */
  public static String answer(Report report) {
    return switch (report.verdict().standing()) {
      case READY -> "The evidence allows more traffic to " + report.candidacy().candidate() + ".";
      case NOT_READY ->
          "Do not send more traffic to " + report.candidacy().candidate() + ": " + broken(report);
      case INSUFFICIENT -> "Nothing can be said yet: " + wanting(report) + ".";
    };
  }

  private static String broken(Report report) {
    return report.verdict().criteria().stream()
            .filter(one -> one.standing() == Standing.NOT_READY)
            .map(
                one ->
                    named(one)
                        + " are surely at least "
                        + Sentences.share(one.lower())
                        + ", allowed are "
                        + budget(one))
            .reduce((left, right) -> left + "; " + right)
            .orElse("")
        + ".";
  }

  private static String wanting(Report report) {
    if (!report.verdict().missing().isEmpty()) {
      return String.join("; ", report.verdict().missing());
    }
    return report.verdict().criteria().stream()
        .filter(one -> one.standing() == Standing.INSUFFICIENT)
        .map(one -> named(one) + " may still be " + Sentences.share(one.upper()))
        .reduce((left, right) -> left + "; " + right)
        .orElse("more pairs are needed");
  }

  private static String named(Verdict.Criterion one) {
    return one.name().equals("latency") ? "slow answers" : one.name();
  }

  /** A budget as rules write it: {@code 0.1%}. */
  static String budget(Verdict.Criterion one) {
    return BigDecimal.valueOf(one.budget())
            .movePointRight(2)
            .setScale(3, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString()
        + "%";
  }

  /** A percentile; a dash where nothing was answered. */
  static String time(Report.Times times, Duration percentile) {
    return times.answers() == 0 ? "–" : Sentences.time(percentile);
  }

  /** A percentile of both sides. */
  static String both(Total total, Function<Report.Times, Duration> percentile) {
    return time(total.control(), percentile.apply(total.control()))
        + " → "
        + time(total.candidate(), percentile.apply(total.candidate()));
  }

  /** Whether a budget holds, in a word. */
  static String holds(Standing standing) {
    return switch (standing) {
      case READY -> "holds";
      case NOT_READY -> "broken";
      case INSUFFICIENT -> "open";
    };
  }

  static String seen(Rate rate) {
    return Sentences.share(rate.share())
        + " ("
        + count(rate.hits())
        + " of "
        + count(rate.trials())
        + ")";
  }

  static String between(Verdict.Criterion one) {
    return Sentences.share(one.lower()) + " – " + Sentences.share(one.upper());
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String minute(Instant at) {
    return MINUTE.format(at);
  }

  /** A duration in its two largest units. */
  static String span(Duration span) {
    long minutes = Math.max(0, span.toMinutes());
    if (minutes < 60) {
      return minutes + " min";
    }
    return minutes < 48 * 60
        ? minutes / 60 + " h " + minutes % 60 + " min"
        : minutes / 1_440 + " d " + minutes / 60 % 24 + " h";
  }

  /** What says neither yes nor no. */
  static String silent(Total total) {
    return count(total.count(Finding.RACE))
        + " races, "
        + count(total.count(Finding.UNSETTLED))
        + " unsettled";
  }

  static String window(Report report) {
    return report.isWhole()
        ? "all of its time"
        : "since "
            + minute(report.since())
            + " ("
            + span(Duration.between(report.since(), report.at()))
            + ")";
  }

  /** A text of a stranger in one line, without what a terminal or a reader would act upon. */
  static String line(String text) {
    var clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean hidden =
                  Character.isISOControl(c)
                      || type == Character.FORMAT
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR
                      || type == Character.SURROGATE;
              if (hidden) {
                clean.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                clean.appendCodePoint(c);
              }
            });
    return clean.toString();
  }
}
