package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.rules.Percentage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How pages say figures and times. */
public final class Show {
  private static final DateTimeFormatter CLOCK = formatter("HH:mm:ss");
  private static final DateTimeFormatter MINUTE = formatter("uuuu-MM-dd HH:mm");
  private static final String NOTHING = "–";

  private Show() {}

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  /** A share as a percentage: {@code 19.6%}; a dash where there is none. */
  public static String percent(@Nullable Double share) {
    if (share == null || share.isNaN()) {
      return NOTHING;
    }
    var percent = BigDecimal.valueOf(share).movePointRight(2);
    int digits = percent.abs().compareTo(BigDecimal.ONE) < 0 ? 2 : 1;
    return percent.setScale(digits, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString()
        + "%";
  }

  /** A time in milliseconds; a dash where there is none. */
  public static String millis(@Nullable Double millis) {
    if (millis == null || millis.isNaN()) {
      return NOTHING;
    }
    if (millis >= 10_000) {
      return format("%.1f s", millis / 1_000);
    }
    return millis < 10 ? format("%.1f ms", millis) : format("%.0f ms", millis);
  }

  /** So many in a second. */
  public static String rate(double perSecond) {
    return (perSecond > 0 && perSecond < 10
            ? format("%.1f", perSecond)
            : count(Math.round(perSecond)))
        + "/s";
  }

  public static String count(long count) {
    return format("%,d", count);
  }

  /** So many bytes. */
  public static String bytes(long bytes) {
    if (bytes < 10_000) {
      return count(bytes) + " B";
    }
    double kibibytes = bytes / 1024.0;
    return kibibytes < 10_000
        ? format("%,.0f KiB", kibibytes)
        : format("%,.0f MiB", kibibytes / 1024);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** So many of something: {@code 1 difference}, {@code 2 differences}. */
  public static String many(long count, String one) {
    return count(count) + " " + one + (count == 1 ? "" : "s");
  }

  /** A time of day of today, or a date with it; UTC. */
  public static String clock(Instant at, Instant now) {
    boolean near = Duration.between(at, now).abs().compareTo(Duration.ofHours(20)) < 0;
    return near ? CLOCK.format(at) : MINUTE.format(at);
  }

  /** How long ago, or how soon. */
  public static String when(Instant at, Instant now) {
    Duration past = Duration.between(at, now);
    return past.isNegative() ? "in " + span(past.negated()) : span(past) + " ago";
  }

  private static String span(Duration span) {
    if (span.compareTo(Duration.ofSeconds(90)) < 0) {
      return span.toSeconds() + " s";
    }
    if (span.compareTo(Duration.ofMinutes(90)) < 0) {
      return span.toMinutes() + " min";
    }
    return span.compareTo(Duration.ofHours(48)) < 0 ? span.toHours() + " h" : span.toDays() + " d";
  }

  /** As machines read it, to the second. */
  public static String machine(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** An id that any name gives, unlike that of any other name. */
  public static String id(String what, String name) {
    return what
        + "-"
        + name.codePoints()
            .mapToObj(c -> isPlain(c) ? Character.toString(c) : "_" + Integer.toHexString(c) + "_")
            .collect(Collectors.joining());
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  }

  /** Where the page of a seam is. */
  public static String seam(String name) {
    return "/seams/" + segment(name);
  }

  /** Where the page of an upstream is. */
  public static String upstream(String name) {
    return "/upstreams/" + segment(name);
  }

  private static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A weight as SVG and CSS take a length. */
  public static String length(String weight) {
    return BigDecimal.valueOf(Percentage.parse(weight).thousandths())
            .movePointLeft(3)
            .stripTrailingZeros()
            .toPlainString()
        + "%";
  }

  /** A share as SVG takes a length. */
  public static String length(double share) {
    return format("%.2f%%", Math.clamp(share, 0, 1) * 100);
  }

  /** What a bar shows, for who does not see it. */
  public static String bar(SeamView seam) {
    return seam.weight()
        + " of clients belong to "
        + seam.to()
        + (seam.observed() == null
            ? "; no traffic in the last minute"
            : "; " + percent(seam.observed()) + " of requests were answered by it");
  }

  /** A verdict in a word or two. */
  public static String verdict(String verdict) {
    return switch (verdict) {
      case "ready" -> "Ready";
      case "not_ready" -> "Not ready";
      default -> "Not enough evidence";
    };
  }

  /** What an event is, in a word or two. */
  public static String kind(String kind) {
    return kind.replace('-', ' ');
  }
}
