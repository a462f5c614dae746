package dev.figleaf.proxy.shadow;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What the values of a noisy field have in common, learned from answers of the control: what the
 * candidate's value must still satisfy. The kinds of value (text, number, null, …) are looked at
 * before.
 */
sealed interface ValueClass {

  /** Whether a value of the candidate is one of the class, beside the control's. */
  boolean accepts(Seen control, Seen candidate);

  /** A UUID in its usual form. */
  record Uuid() implements ValueClass {
    @Override
    public boolean accepts(Seen control, Seen candidate) {
      return isUuid(candidate.text());
    }

    static boolean isUuid(String text) {
      return text.length() == 36
          && SegmentClass.of(text).filter(SegmentClass.UUID::equals).isPresent();
    }
  }

  /** A time in one form, about as far from the control's as two of the control's are. */
  record Time(Times.Form form, Duration skew) implements ValueClass {
    private static final Duration LEAST = Duration.ofSeconds(5);
    private static final int FACTOR = 4;

    @Override
    public boolean accepts(Seen control, Seen candidate) {
      Optional<Instant> given = at(candidate);
      Optional<Instant> beside = at(control);
      if (given.isEmpty() || beside.isEmpty()) {
        return given.isPresent();
      }
      Duration apart = Duration.between(beside.get(), given.get()).abs();
      return apart.compareTo(skew.multipliedBy(FACTOR).plus(LEAST)) <= 0;
    }

    private Optional<Instant> at(Seen seen) {
      return Times.parse(seen.text()).filter(time -> time.form() == form).map(Times.Time::at);
    }
  }

  /** A whole number that grows from answer to answer, on each side by itself. */
  record Counter(double step, boolean rises) implements ValueClass {
    private static final int FACTOR = 10;

    @Override
    public boolean accepts(Seen control, Seen candidate) {
      double given = number(candidate);
      return given == Math.rint(given)
          && (rises || Math.abs(given - number(control)) <= step * FACTOR);
    }
  }

  /** One of few values. */
  record OneOf(Set<String> values) implements ValueClass {
    public OneOf {
      values = Set.copyOf(values);
    }

    @Override
    public boolean accepts(Seen control, Seen candidate) {
      return values.contains(candidate.text());
    }
  }

  /** A number in a range. */
  record InRange(double least, double most, boolean whole) implements ValueClass {
    @Override
    public boolean accepts(Seen control, Seen candidate) {
      double given = number(candidate);
      return given >= least && given <= most && (!whole || given == Math.rint(given));
    }
  }

  /**
   * A text.
   *
   * @param alphabet bits of {@link Alphabet} that texts had
   */
  record FreeText(int shortest, int longest, int alphabet) implements ValueClass {
    @Override
    public boolean accepts(Seen control, Seen candidate) {
      return candidate.length() >= shortest
          && candidate.length() <= longest
          && (Alphabet.of(candidate.text()) & ~alphabet) == 0;
    }
  }

  /** The value as a number; NaN where it is none. */
  static double number(Seen seen) {
    try {
      return seen.text().length() > 40 ? Double.NaN : Double.parseDouble(seen.text());
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }
}
