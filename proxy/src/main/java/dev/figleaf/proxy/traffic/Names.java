package dev.figleaf.proxy.traffic;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists of names that come again and again, each kept once: those of a browser's headers are the
 * same with every request. Belongs to one event loop.
 */
final class Names {
  private static final int MOST = 512;

  private final Map<List<String>, List<String>> known = new HashMap<>();

  /** The list, or one equal to it that is held already. */
  List<String> same(List<String> names) {
    return known.getOrDefault(names, names);
  }

  /** Holds a list that {@link #same} did not know. Strangers who make up names get nowhere. */
  void keep(List<String> names) {
    if (known.size() >= MOST) {
      known.clear();
    }
    known.put(names, names);
  }
}
