package dev.figleaf.benchmarks.scenario;

import dev.figleaf.benchmarks.load.Load;
import dev.figleaf.benchmarks.load.Wrk;
import dev.figleaf.benchmarks.peer.Nginx;
import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.report.Figure;
import dev.figleaf.benchmarks.report.Result;
import java.io.IOException;
import java.util.List;

/**
 * Latency at a fixed rate, without coordinated omission.
 *
 * @param percent of what nginx gets through on this machine, measured at the beginning
 */
public record FixedRate(String name, int percent, Load load) implements Scenario {
  private static final List<Figure> FIGURES =
      List.of(Figure.RATE, Figure.CPU, Figure.P50, Figure.P99, Figure.MAX);

  private static final int MAXIMUM_RUNS = 3;

  @Override
  public boolean isQuick() {
    return false;
  }

  @Override
  public boolean isPaced() {
    return true;
  }

  @Override
  public Result run(Lab lab, List<Peer> peers) throws IOException, InterruptedException {
    var wrk = new Wrk(lab.tool());
    int rate = Math.toIntExact(Math.round(maximum(lab, wrk) * percent / 100));
    try (var turns = Turns.start(lab, peers, 1, wrk, load)) {
      turns.rounds(lab.hyperfoil(rate));
      return Results.of(
          name,
          FIGURES,
          Figure.P99,
          peers,
          turns.found(),
          "%,d requests/s were asked for: %d%% of what nginx got through before."
              .formatted(rate, percent));
    }
  }

  /** The best of some runs: what disturbs one can only make it less. */
  private double maximum(Lab lab, Wrk wrk) throws IOException, InterruptedException {
    var nginx = new Nginx();
    Running running = lab.start(nginx, lab.prepare(nginx, 1));
    try {
      double best = 0;
      for (int run = 0; run < MAXIMUM_RUNS; run++) {
        best = Math.max(best, wrk.run(running.site(), load, lab.effort().seconds()).perSecond());
      }
      return best;
    } finally {
      lab.end(running);
    }
  }
}
