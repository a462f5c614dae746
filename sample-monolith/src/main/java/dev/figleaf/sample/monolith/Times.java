package dev.figleaf.sample.monolith;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The shapes in which the shop writes times. */
final class Times {
  /** Where the shop's clock hangs; times without a zone are meant here. */
  static final ZoneId SHOP = ZoneId.of("Europe/Berlin");

  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.US);

  private Times() {}

  /** {@code Tue, 03 Jun 2008 11:05:30 GMT}. */
  static String rfc1123(Instant instant) {
    return RFC_1123.format(instant);
  }

  /** {@code 2008-06-03 13:05:30}, in the shop's zone, which it does not say. */
  static String local(Instant instant) {
    return LOCAL.format(instant.atZone(SHOP));
  }

  /** The instant of what {@link #local} wrote. */
  static Instant ofLocal(String text) {
    return LocalDateTime.parse(text, LOCAL).atZone(SHOP).toInstant();
  }

  /** The instant of an HTTP date; empty when there is none or it cannot be read. */
  static Optional<Instant> instant(@Nullable String httpDate) {
    if (httpDate == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(RFC_1123.parse(httpDate, Instant::from));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
