package dev.figleaf.benchmarks.scenario;

import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.report.Result;
import java.io.IOException;
import java.util.List;

/** Something that peers are measured at. */
public interface Scenario {
  String name();

  /** Whether it is one of {@code --quick}. */
  boolean isQuick();

  /** Whether its load comes at a fixed rate. */
  default boolean isPaced() {
    return false;
  }

  /** Whether this peer can take part. */
  default boolean suits(Peer peer) {
    return true;
  }

  Result run(Lab lab, List<Peer> peers) throws IOException, InterruptedException;
}
