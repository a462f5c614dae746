package dev.figleaf.routing;

import dev.figleaf.rules.CacheSpec;
import dev.figleaf.rules.Durations;
import java.time.Duration;
import java.util.ArrayList;

/** Says in a line how the answers of a route are kept. */
final class CacheFact {
  private CacheFact() {}

  static String of(CacheSpec cache, String method) {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return "cache: " + method + " is not answered from it";
    }
    var words = new ArrayList<String>();
    words.add(
        cache.ttl().isZero()
            ? "answers that say how long they are fresh"
            : "answers are fresh for "
                + Durations.format(cache.ttl())
                + " where they do not say otherwise");
    if (!cache.vary().isEmpty()) {
      words.add("one for each " + String.join(", ", cache.vary()));
    }
    stale(cache.staleWhileRevalidate(), "while the upstream is asked again", words);
    stale(cache.staleIfError(), "where the upstream fails", words);
    words.add("up to " + cache.maxEntry() + " each and " + cache.max() + " in all");
    return "cache: " + String.join("; ", words);
  }

  private static void stale(Duration most, String when, ArrayList<String> words) {
    if (!most.isZero()) {
      words.add("stale for " + Durations.format(most) + " " + when);
    }
  }
}
