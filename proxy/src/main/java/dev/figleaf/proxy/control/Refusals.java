package dev.figleaf.proxy.control;

import dev.figleaf.proxy.history.Author;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators' changes are held to, whoever asks for them. */
final class Refusals {
  /** The longest time that an override may hold. */
  static final Duration LONGEST = Duration.ofDays(366);

  private static final int LONGEST_PLACE = 200;

  private Refusals() {}

  /** What is wrong with who changes something, if anything is. */
  static Optional<Changed> of(Author author) {
    if (author.by().isBlank()) {
      return refused("no-author", "nobody is named; say who changes it");
    }
    if (author.by().length() > Author.LONGEST_NAME || author.from().length() > LONGEST_PLACE) {
      return refused(
          "author-too-long", "the name is longer than " + Author.LONGEST_NAME + " characters");
    }
    @Nullable String because = author.because();
    if (because != null && because.length() > Author.LONGEST_REASON) {
      return refused(
          "reason-too-long", "the reason is longer than " + Author.LONGEST_REASON + " characters");
    }
    return isPlain(author.by()) && isPlain(author.from()) && (because == null || isPlain(because))
        ? Optional.empty()
        : refused("not-plain-text", "names and reasons are one line, without control characters");
  }

  /** Names and reasons are printed in logs and on terminals, a line each. */
  private static boolean isPlain(String text) {
    return text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029');
  }

  /** What is wrong with how long an override shall hold, if anything is. */
  static Optional<Changed> of(@Nullable Duration span) {
    if (span == null) {
      return Optional.empty();
    }
    if (!span.isPositive()) {
      return refused("span-out-of-range", "an override holds for some time, such as 1h");
    }
    return span.compareTo(LONGEST) > 0
        ? refused("span-out-of-range", "an override holds for 366 days at most")
        : Optional.empty();
  }

  private static Optional<Changed> refused(String code, String message) {
    return Optional.of(new Changed.Refused(code, message));
  }
}
