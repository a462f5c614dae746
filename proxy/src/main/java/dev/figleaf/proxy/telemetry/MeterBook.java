package dev.figleaf.proxy.telemetry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Meters by their labels, and which of them wait to be removed.
 *
 * <p>Thread-safe by its own lock, which no request takes: it is used at reloads and scrapes. Every
 * entry is live or has something in flight, so the book is bounded by the rules and the limits on
 * connections.
 */
final class MeterBook<K, M extends Retirable> {
  private final Map<K, M> all = new HashMap<>();
  private final Set<K> retired = new HashSet<>();
  private final Function<K, M> make;

  MeterBook(Function<K, M> make) {
    this.make = make;
  }

  synchronized M get(K labels) {
    retired.remove(labels);
    return all.computeIfAbsent(labels, make);
  }

  /** Those of labels that are live, or were a moment ago; never makes any. */
  synchronized Optional<M> known(K labels) {
    return Optional.ofNullable(all.get(labels));
  }

  synchronized void retain(Set<K> live) {
    for (var labels : all.keySet()) {
      if (!live.contains(labels)) {
        retired.add(labels);
      }
    }
    retired.removeAll(live);
    sweep();
  }

  /** Removes the retired that became idle. */
  synchronized void sweep() {
    retired.removeIf(this::removeIfIdle);
  }

  private boolean removeIfIdle(K labels) {
    var meters = all.get(labels);
    if (meters != null && !meters.idle()) {
      return false;
    }
    if (meters != null) {
      all.remove(labels);
      meters.remove();
    }
    return true;
  }
}
