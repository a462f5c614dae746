package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.Report.Cause;
import dev.figleaf.proxy.shadow.Report.Endpoint;
import dev.figleaf.proxy.shadow.Report.Found;
import dev.figleaf.proxy.store.DifferenceRow;
import dev.figleaf.rules.Durations;
import dev.figleaf.rules.LatencyBudget;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says findings as a person would. */
public final class Sentences {
  private static final int LONGEST_VALUE = 60;
  private static final Pattern LAST_NAME =
      Pattern.compile("(?:\\['([^']*)'\\]|[./]@?([^./\\[\\]@]+))(?:\\[\\*\\])*$");

  private Sentences() {}

  static String of(DifferenceRow row, Cause cause, Rate rate, ExampleJson.@Nullable Place place) {
    return sentence(
        cause, row.kind(), row.path(), rate, row.method() + " " + row.template(), place);
  }

  static String with(Found found, ExampleJson.Place place) {
    return sentence(
        found.cause(), found.kind(), found.path(), found.rate(), found.endpoint(), place);
  }

  private static String sentence(
      Cause cause,
      String kind,
      String path,
      Rate rate,
      String endpoint,
      ExampleJson.@Nullable Place place) {
    String where = " on " + share(rate.share()) + " of " + endpoint;
    return switch (cause) {
      case DIFFERENCE -> difference(kind, path) + where + values(kind, place);
      case LAG -> place(path) + " is stale for a while" + where + values(kind, place);
      case FAILURE -> "only the candidate fails" + where + ": " + path;
      case SLOW -> throw new IllegalArgumentException("said by itself");
    };
  }

  private static String difference(String kind, String path) {
    String place = place(path);
    return switch (kind) {
      case "missing" -> place + " is missing";
      case "added" -> place + " is there only in the candidate";
      case "type" -> place + " is of another type";
      case "order" -> place + (isItems(path) ? " come" : " comes") + " in another order";
      case "body-kind" -> place + " is of another kind";
      default -> place + " differs";
    };
  }

  private static boolean isItems(String path) {
    return path.endsWith("s") || path.endsWith("[*]");
  }

  private static String values(String kind, ExampleJson.@Nullable Place place) {
    if (place == null || kind.equals("order")) {
      return "";
    }
    if (place.candidate() == null) {
      return place.control() == null ? "" : ": " + brief(place.control()) + " → nothing";
    }
    String control = place.control() == null ? "nothing" : brief(place.control());
    return ": " + control + " → " + brief(place.candidate());
  }

  private static String brief(String value) {
    return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
  }

  /** What a difference is about: {@code price of GET /api/items/{id}}. */
  static String what(DifferenceRow row) {
    return row.kind().equals(Ledger.FAILED)
        ? row.path() + " of " + row.method() + " " + row.template()
        : place(row.path()) + " (" + row.kind() + ") of " + row.method() + " " + row.template();
  }

  /** A place as one says it: {@code price} for {@code body:$.items[*].price}. */
  static String place(String path) {
    if (path.startsWith("header:")) {
      return "header " + path.substring("header:".length());
    }
    if (path.startsWith("cookie:")) {
      return "cookie " + path.substring("cookie:".length());
    }
    if (path.startsWith("body:lines")) {
      return "a line of the body";
    }
    if (!path.startsWith("body:")) {
      return path.equals("body") ? "the body" : path;
    }
    Matcher last = LAST_NAME.matcher(path);
    if (!last.find()) {
      return "the body";
    }
    String name = last.group(1) == null ? last.group(2) : last.group(1);
    return name.equals("*") ? path.substring("body:".length()) : name;
  }

  static String slow(Endpoint endpoint, @Nullable LatencyBudget budget, boolean much) {
    Duration control = endpoint.total().control().p95();
    Duration candidate = endpoint.total().candidate().p95();
    String times = ": p95 " + time(control) + " → " + time(candidate);
    if (much) {
      double factor = (double) candidate.toNanos() / Math.max(1_000, control.toNanos());
      return endpoint.name() + String.format(Locale.ROOT, " is %.1f times as slow", factor) + times;
    }
    Rate slower = endpoint.total().slower();
    return endpoint.name()
        + " takes longer than "
        + (budget == null ? "its budget" : Durations.format(budget.within()))
        + (slower == null ? "" : " on " + share(slower.share()) + " of its requests")
        + times;
  }

  /** A share in percent: two digits that say something, and never a whole that it is not. */
  public static String share(double share) {
    double percent = share * 100;
    if (percent == 0 || percent == 100) {
      return percent == 0 ? "0%" : "100%";
    }
    if (percent < 0.001) {
      return "<0.001%";
    }
    if (percent > 99.9) {
      return ">99.9%";
    }
    int digits = percent >= 1 ? 1 : percent >= 0.01 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f%%", percent);
  }

  /** A time as one says it: {@code 0.8 ms}, {@code 12 ms}, {@code 1.2 s}. */
  public static String time(Duration time) {
    double millis = time.toNanos() / 1e6;
    if (millis >= 1_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000);
    }
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }
}
