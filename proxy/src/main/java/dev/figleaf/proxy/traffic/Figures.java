package dev.figleaf.proxy.traffic;

import dev.figleaf.rules.SeamSpec;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Adds up what the event loops count of seams, and keeps an hour of it. */
final class Figures implements LiveFigures {
  private static final int MINUTE = 60;
  private static final int TEN = 10;

  private final Supplier<Watched> live;
  private final Supplier<Collection<Recorder>> recorders;
  private final LongSupplier seconds;
  private final InstantSource clock;
  private final Map<String, SeamHour> hours = new ConcurrentHashMap<>();
  private int kept;

  /**
   * @param seconds since the recorders began, from 0
   */
  Figures(
      Supplier<Watched> live,
      Supplier<Collection<Recorder>> recorders,
      LongSupplier seconds,
      InstantSource clock) {
    this.live = live;
    this.recorders = recorders;
    this.seconds = seconds;
    this.clock = clock;
  }

  @Override
  public List<SeamFigures> now() {
    int second = (int) seconds.getAsLong();
    int first = Math.max(0, second - MINUTE);
    double span = Math.max(1, second - first);
    return live.get().seams().values().stream()
        .map(seam -> sum(seam, first, second).figures(seam, span))
        .toList();
  }

  @Override
  public List<SeamPoint> hour(String seam) {
    SeamHour hour = hours.get(seam);
    return hour == null ? List.of() : hour.points();
  }

  /** Keeps the ten seconds that are over. To be called every ten seconds, by one thread. */
  void tick() {
    int over = (int) seconds.getAsLong() / TEN;
    Map<String, SeamSpec> seams = live.get().seams();
    hours.keySet().retainAll(seams.keySet());
    // After a long sleep of the machine nothing is known of most of it.
    for (int ten = Math.max(kept, over - 5); ten < over; ten++) {
      keep(ten, over, seams);
    }
    kept = over;
  }

  private void keep(int ten, int over, Map<String, SeamSpec> seams) {
    var end = clock.instant().minusSeconds((long) (over - ten - 1) * TEN);
    for (SeamSpec seam : seams.values()) {
      SeamSum sum = sum(seam, ten * TEN, (ten + 1) * TEN);
      hours
          .computeIfAbsent(seam.name(), _ -> new SeamHour())
          .add(end, seam.weight().fraction(), sum, TEN);
    }
  }

  private SeamSum sum(SeamSpec seam, int first, int last) {
    var sum = new SeamSum();
    for (Recorder recorder : recorders.get()) {
      SeamCounts counts = recorder.seams().get(seam.name());
      if (counts != null && counts.isOf(seam)) {
        counts.addTo(sum, first, last);
      }
    }
    return sum;
  }
}
