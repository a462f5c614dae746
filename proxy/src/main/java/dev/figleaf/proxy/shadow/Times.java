package dev.figleaf.proxy.shadow;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Times in the forms in which answers carry them: ISO 8601 with or without an offset, the date of
 * RFC 1123, seconds and milliseconds since 1970.
 */
final class Times {
  private static final Pattern ISO = Pattern.compile("\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d.*)?");
  private static final Pattern EPOCH = Pattern.compile("[1-9]\\d{9}(\\.\\d{1,9}|\\d{3})?");

  // From 2001 to 2100: other numbers are numbers.
  private static final double EARLIEST = 978_307_200;
  private static final double LATEST = 4_102_444_800.0;

  /** How a time is written; two times are compared only when they are written alike. */
  enum Form {
    OFFSET,
    LOCAL,
    DATE,
    RFC_1123,
    SECONDS,
    MILLIS
  }

  /** A time as it was read. */
  record Time(Form form, Instant at) {}

  private Times() {}

  static Optional<Time> parse(String text) {
    if (text.length() < 10 || text.length() > 40) {
      return Optional.empty();
    }
    try {
      if (ISO.matcher(text).matches()) {
        return Optional.of(iso(text));
      }
      if (EPOCH.matcher(text).matches()) {
        return epoch(text);
      }
      return text.charAt(3) == ',' ? Optional.of(rfc1123(text)) : Optional.empty();
    } catch (DateTimeException | ArithmeticException _) {
      return Optional.empty();
    }
  }

  /** How far two times that are written alike are apart. */
  static Optional<Duration> between(String one, String other) {
    return parse(one)
        .flatMap(
            left ->
                parse(other)
                    .filter(right -> right.form == left.form)
                    .map(right -> Duration.between(left.at, right.at).abs()));
  }

  private static Time iso(String text) {
    if (text.length() == 10) {
      return new Time(Form.DATE, LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
    }
    String full = text.replace(' ', 'T');
    boolean offset = full.endsWith("Z") || full.indexOf('+') > 0 || full.lastIndexOf('-') > 10;
    return offset
        ? new Time(Form.OFFSET, OffsetDateTime.parse(withColon(full)).toInstant())
        : new Time(Form.LOCAL, LocalDateTime.parse(full).toInstant(ZoneOffset.UTC));
  }

  // +0200 is as common as +02:00.
  private static String withColon(String text) {
    int sign = text.length() - 5;
    return text.charAt(sign) == '+' || text.charAt(sign) == '-' && sign > 10
        ? text.substring(0, sign + 3) + ":" + text.substring(sign + 3)
        : text;
  }

  private static Optional<Time> epoch(String text) {
    double number = Double.parseDouble(text);
    boolean millis = text.length() == 13 && text.indexOf('.') < 0;
    double seconds = millis ? number / 1_000 : number;
    return seconds < EARLIEST || seconds > LATEST
        ? Optional.empty()
        : Optional.of(
            new Time(
                millis ? Form.MILLIS : Form.SECONDS,
                Instant.ofEpochMilli(Math.round(seconds * 1_000))));
  }

  private static Time rfc1123(String text) {
    return new Time(Form.RFC_1123, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
  }
}
