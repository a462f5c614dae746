package dev.figleaf.sample.catalog;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says about itself; no two answers say the same.
 *
 * @param requestId a UUID
 * @param generatedAt ISO 8601 in UTC, to the millisecond
 * @param served how many answers there were so far
 * @param zone where the machine stands, one of three
 * @param load of the machine, from 0 to 1
 * @param note a sentence for who reads answers
 */
record Meta(
    String requestId, String generatedAt, long served, String zone, double load, String note) {

  /** Makes one for each answer, or none at all. Safe for any thread if its draw is. */
  static final class Source {
    private static final List<String> ZONES = List.of("eu-1a", "eu-1b", "eu-1c");
    private static final List<String> PEOPLE =
        List.of("Ada", "Bo", "Clementine", "Dorothea", "Eve");
    private static final List<String> DEEDS =
        List.of("packed", "polished and wrapped", "chosen", "carried up three flights of stairs");
    private static final List<String> MOODS =
        List.of("with love", "in a hurry", "on a rainy afternoon", "while nobody was looking");

    private final boolean on;
    private final InstantSource clock;
    private final RandomGenerator draw;
    private final AtomicLong served = new AtomicLong();

    Source(boolean on, InstantSource clock, RandomGenerator draw) {
      this.on = on;
      this.clock = clock;
      this.draw = draw;
    }

    /** The next; null when answers say nothing about themselves. */
    @Nullable Meta next() {
      return on ? made() : null;
    }

    private Meta made() {
      return new Meta(
          UUID.randomUUID().toString(),
          clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
          served.incrementAndGet(),
          pick(ZONES),
          draw.nextInt(5, 96) / 100.0,
          String.format(Locale.ROOT, "%s by %s %s", pick(DEEDS), pick(PEOPLE), pick(MOODS)));
    }

    private String pick(List<String> words) {
      return words.get(draw.nextInt(words.size()));
    }
  }
}
