package dev.figleaf.proxy.shadow;

import java.util.LinkedHashMap;
import java.util.Map;

/** Maps with a bound: what was used longest ago goes. Belong to whoever guards them. */
final class Lru {
  private Lru() {}

  static <K, V> Map<K, V> of(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }
}
