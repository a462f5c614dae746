package dev.figleaf.proxy.shadow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what event loops see of every request: a look into a map and an addition, without a lock
 * that anybody waits for. Bounded: what finds no room is counted without its path. Emptied by one
 * thread.
 */
final class Sightings {
  static final int MOST = 4_096;

  /** What is counted together. */
  sealed interface Sighting {
    Subject subject();
  }

  /** A client was answered. */
  record Live(Subject subject, String method, String path, int statusClass) implements Sighting {}

  /** The candidate failed while it served a client. */
  record Failed(Subject subject, String method, String path, String code) implements Sighting {}

  /** A request was not shadowed, or not compared. */
  record Omitted(Subject subject, String reason) implements Sighting {}

  private volatile Map<Sighting, LongAdder> counts = new ConcurrentHashMap<>();
  private Map<Sighting, LongAdder> closing = Map.of();

  void add(Sighting sighting) {
    Map<Sighting, LongAdder> now = counts;
    LongAdder known = now.get(sighting);
    if (known == null) {
      Sighting fitting = now.size() < MOST ? sighting : withoutPath(sighting);
      known = now.computeIfAbsent(fitting, _ -> new LongAdder());
    }
    known.increment();
  }

  private static Sighting withoutPath(Sighting sighting) {
    return switch (sighting) {
      case Live(Subject subject, String _, String _, int statusClass) ->
          new Live(subject, EvidenceBook.ANY, "", statusClass);
      case Failed(Subject subject, String _, String _, String code) ->
          new Failed(subject, EvidenceBook.ANY, "", code);
      case Omitted omitted -> omitted;
    };
  }

  /**
   * Gives what was counted until the call before this one: who is still adding to it has had as
   * long as lies between two calls.
   */
  Map<Sighting, LongAdder> next() {
    Map<Sighting, LongAdder> closed = closing;
    closing = counts;
    counts = new ConcurrentHashMap<>();
    return closed;
  }
}
