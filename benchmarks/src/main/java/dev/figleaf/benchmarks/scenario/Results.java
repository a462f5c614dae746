package dev.figleaf.benchmarks.scenario;

import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.report.Figure;
import dev.figleaf.benchmarks.report.Measured;
import dev.figleaf.benchmarks.report.Result;
import java.util.List;

/** Makes results. */
final class Results {
  private Results() {}

  /** Compares with the peer that is the measure; with the first one where there is none. */
  static Result of(
      String scenario,
      List<Figure> figures,
      Figure compared,
      List<Peer> peers,
      List<Measured> found,
      String... notes) {
    String measure =
        peers.stream().filter(Peer::isMeasure).findFirst().orElse(peers.getFirst()).name();
    return new Result(scenario, figures, compared, measure, found, List.of(notes));
  }
}
