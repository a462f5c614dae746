package dev.figleaf.benchmarks.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * Which core serves whom: the proxy has one for itself, the backend and the load share another or,
 * where there are more than two, have one each.
 */
public record Cores(int proxy, int backend, int load) {
  /** The last cores of this machine, because the first one has the interrupts. */
  public static Cores ofThisMachine() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new Cores(Math.max(0, cores - 1), cores > 2 ? 1 : 0, 0);
  }

  /** Whether the proxy's core is its own. */
  public boolean isApart() {
    return proxy != load;
  }

  /** The same command, on this core only. */
  public static List<String> pin(int core, List<String> command) {
    var pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
    pinned.addAll(command);
    return pinned;
  }
}
