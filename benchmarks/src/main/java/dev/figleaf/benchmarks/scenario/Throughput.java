package dev.figleaf.benchmarks.scenario;

import dev.figleaf.benchmarks.load.Generator;
import dev.figleaf.benchmarks.load.H2load;
import dev.figleaf.benchmarks.load.Load;
import dev.figleaf.benchmarks.load.Wrk;
import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.report.Figure;
import dev.figleaf.benchmarks.report.Result;
import java.io.IOException;
import java.util.List;

/**
 * As many requests as get through.
 *
 * @param routes how many there are; the last one is asked
 * @param isTls whether over HTTP/2 and TLS
 */
public record Throughput(String name, boolean isQuick, int routes, boolean isTls, Load load)
    implements Scenario {
  private static final List<Figure> FIGURES =
      List.of(Figure.RATE, Figure.CPU, Figure.P50, Figure.P99, Figure.ALLOCATED, Figure.RESIDENT);

  @Override
  public boolean suits(Peer peer) {
    return !isTls || peer.hasTls();
  }

  @Override
  public Result run(Lab lab, List<Peer> peers) throws IOException, InterruptedException {
    Generator generator = isTls ? new H2load(lab.tool()) : new Wrk(lab.tool());
    try (var turns = Turns.start(lab, peers, routes, generator, load)) {
      turns.rounds(generator);
      turns.memory(generator);
      return Results.of(name, FIGURES, Figure.CPU, peers, turns.found(), turns.doubts());
    }
  }
}
