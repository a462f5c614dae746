package dev.figleaf.proxy.shadow;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of one field that differs between answers of the control. A few hundred bytes,
 * however much it sees; guarded by its {@link NoiseModel}.
 */
final class FieldNoise {
  /** After this many pairs a class is believed. */
  static final int SETTLED = 4;

  /** UUIDs and times do not come about by chance. */
  private static final int SETTLED_BY_FORM = 2;

  private static final int MOST_VALUES = 12;
  private static final int RISES_NEEDED = 6;

  /**
   * After so many values a kind, a range or a form of text is refused; a set after so many each.
   */
  private static final int SURE = 24;

  private static final int SURE_OF_SET = 8;
  private static final int BEFORE = 16;

  private final Set<Seen.Kind> kinds = EnumSet.noneOf(Seen.Kind.class);
  private final Set<String> values = new HashSet<>();
  private final Set<Times.Form> forms = EnumSet.noneOf(Times.Form.class);
  private boolean manyValues;
  private boolean allUuids = true;
  private boolean allTimes = true;
  private boolean allNumbers = true;
  private boolean allWhole = true;
  private boolean reordered;
  private Duration skew = Duration.ZERO;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;
  private double step;
  private double highest = Double.NEGATIVE_INFINITY;
  private int shortest = Integer.MAX_VALUE;
  private int longest;
  private int alphabet;
  private int seen;
  private int pairs;
  private int rises;
  private int climbs;

  // The latest of the candidate, each compared with the one some answers before: answers overlap.
  private final double[] ownOfCandidate = new double[BEFORE];
  private int ofCandidate;
  private int risesOfCandidate;

  /** Takes in that two answers of the control differ here; the first was asked first. */
  void learn(Difference difference) {
    pairs++;
    reordered |= difference.kind() == Difference.Kind.ORDER;
    learn(difference.control());
    learn(difference.candidate());
    Times.between(difference.control().text(), difference.candidate().text())
        .filter(apart -> apart.compareTo(skew) > 0)
        .ifPresent(apart -> skew = apart);
    double first = ValueClass.number(difference.control());
    double second = ValueClass.number(difference.candidate());
    // Not each time: pairs overlap where requests do, and come in as they end.
    rises += second > first ? 1 : 0;
    climbs += second >= highest ? 1 : 0;
    step = Math.max(step, second - first);
    highest = Math.max(highest, second);
  }

  private void learn(Seen value) {
    kinds.add(value.kind());
    if (!hasText(value)) {
      return;
    }
    seen++;
    if (values.size() < MOST_VALUES || values.contains(value.text())) {
      values.add(value.text());
    } else {
      manyValues = true;
    }
    allUuids &= ValueClass.Uuid.isUuid(value.text());
    Optional<Times.Time> time = Times.parse(value.text());
    time.ifPresent(one -> forms.add(one.form()));
    allTimes &= time.isPresent();
    learnNumber(ValueClass.number(value));
    shortest = Math.min(shortest, value.length());
    longest = Math.max(longest, value.length());
    alphabet |= Alphabet.of(value.text());
  }

  private void learnNumber(double number) {
    allNumbers &= !Double.isNaN(number);
    allWhole &= number == Math.rint(number);
    least = Math.min(least, number);
    most = Math.max(most, number);
  }

  private static boolean hasText(Seen value) {
    return switch (value.kind()) {
      case STRING, NUMBER, BOOLEAN -> true;
      case ABSENT, NULL, OBJECT, ARRAY -> false;
    };
  }

  /**
   * Whether a difference of the candidate is what the control does itself; empty: not yet known.
   */
  Optional<Boolean> explains(Difference difference) {
    if (difference.kind() == Difference.Kind.ORDER) {
      return Optional.of(reordered);
    }
    Seen candidate = difference.candidate();
    if (!kinds.contains(candidate.kind())) {
      return seen >= SURE ? Optional.of(false) : Optional.empty();
    }
    if (!hasText(candidate)) {
      return Optional.of(true);
    }
    return valueClass().flatMap(one -> explained(one.accepts(difference.control(), candidate)));
  }

  // A class that few values taught is narrower than the field: what it takes is noise, what it
  // refuses may be.
  private Optional<Boolean> explained(boolean accepted) {
    return accepted || isSure() ? Optional.of(accepted) : Optional.empty();
  }

  private boolean isSure() {
    return isOfOneForm() || isRising() || seen >= (isSet() ? values.size() * SURE_OF_SET : SURE);
  }

  private Optional<Boolean> settled(int needed) {
    return pairs >= needed ? Optional.of(true) : Optional.empty();
  }

  /** Takes in what the candidate has here, for a counter of its own. */
  void observe(Seen candidate) {
    double number = ValueClass.number(candidate);
    if (Double.isNaN(number)) {
      return;
    }
    int at = ofCandidate % BEFORE;
    if (ofCandidate >= BEFORE) {
      risesOfCandidate += number > ownOfCandidate[at] ? 1 : 0;
    }
    ownOfCandidate[at] = number;
    ofCandidate++;
  }

  /** The narrowest class that all values are of; empty while too few were seen. */
  Optional<ValueClass> valueClass() {
    if (isOfOneForm() && pairs >= SETTLED_BY_FORM) {
      return Optional.of(
          allUuids ? new ValueClass.Uuid() : new ValueClass.Time(forms.iterator().next(), skew));
    }
    return settled(SETTLED).flatMap(_ -> seen == 0 ? Optional.empty() : Optional.of(learned()));
  }

  private boolean isOfOneForm() {
    return seen > 0 && (allUuids || allTimes && forms.size() == 1);
  }

  private boolean isRising() {
    return allNumbers
        && allWhole
        && pairs >= RISES_NEEDED
        && rises * 10L >= pairs * 9L
        && climbs * 10L >= pairs * 8L;
  }

  private boolean isSet() {
    return !manyValues && values.size() * 2 <= seen;
  }

  private ValueClass learned() {
    if (isRising()) {
      return new ValueClass.Counter(step, isRisingOnTheCandidate());
    }
    if (isSet()) {
      return new ValueClass.OneOf(values);
    }
    double wider = 0.1 + 3.0 / seen;
    if (allNumbers) {
      double margin = (most - least) * wider;
      return new ValueClass.InRange(least - margin, most + margin, allWhole);
    }
    int margin = (int) Math.ceil((longest - shortest) * wider);
    return new ValueClass.FreeText(
        shortest == 0 ? 0 : Math.max(1, shortest - margin), longest + margin, alphabet);
  }

  // A counter of the candidate's own stands elsewhere, but it rises as well.
  private boolean isRisingOnTheCandidate() {
    return risesOfCandidate * 4L >= (ofCandidate - BEFORE) * 3L;
  }
}
