package dev.figleaf.proxy.traffic;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.routing.RequestHead;
import dev.figleaf.routing.Route;
import dev.figleaf.rules.SeamSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop remembers of the requests that ended on it.
 *
 * <p>{@link #record} is called on that loop only, and costs it less than 200 ns on average; what it
 * wrote may be read on any thread.
 */
public final class Recorder {
  private static final long NANOS_A_SECOND = 1_000_000_000;

  private final Supplier<Watched> live;
  private final long began;
  private final InventoryTap tap;
  private final @Nullable Sample sample;
  private volatile Map<String, SeamCounts> seams = Map.of();
  private @Nullable Watched watched;

  /**
   * @param sample keeps descriptors; null where none are kept
   */
  Recorder(Supplier<Watched> live, long began, InventoryTap tap, @Nullable Sample sample) {
    this.live = live;
    this.began = began;
    this.tap = tap;
    this.sample = sample;
  }

  /**
   * A request has ended. To be called once for each, before its connection serves another.
   *
   * @param route what matched, or null
   */
  public void record(Outcome outcome, RequestHead head, HeaderList headers, @Nullable Route route) {
    Watched now = live.get();
    if (now != watched) {
      adopt(now);
    }
    int second = second(outcome.endNanos, began);
    SeamCounts counts = outcome.seam == null ? null : seams.get(outcome.seam);
    if (counts != null) {
      counts.count(second, outcome);
    }
    // What the gate refused never came to the rules.
    if (sample != null && outcome.revision != 0) {
      sample.offer(second, outcome, head, headers, route, now);
    }
    tap.saw(outcome, head, headers);
  }

  /** What is still a seam keeps what was counted of it. */
  private void adopt(Watched now) {
    var next = new HashMap<String, SeamCounts>();
    for (SeamSpec seam : now.seams().values()) {
      SeamCounts known = seams.get(seam.name());
      SeamCounts counts = known != null && known.isOf(seam) ? known : new SeamCounts(seam);
      next.put(seam.name(), counts.weighing(seam));
    }
    seams = next;
    watched = now;
  }

  /** The descriptors that are kept; null where none are. */
  @Nullable Sample sample() {
    return sample;
  }

  /** What was counted, by seam. Nobody changes the map. */
  Map<String, SeamCounts> seams() {
    return seams;
  }

  /** The seconds since the beginning, from 0. */
  static int second(long nanos, long began) {
    return (int) ((nanos - began) / NANOS_A_SECOND);
  }
}
