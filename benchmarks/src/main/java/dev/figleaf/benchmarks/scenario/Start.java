package dev.figleaf.benchmarks.scenario;

import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.report.Figure;
import dev.figleaf.benchmarks.report.Measured;
import dev.figleaf.benchmarks.report.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long from the start of the process to the first proxied answer, and what an idle one holds.
 *
 * <p>On all cores, as an operator starts it; so this is the one scenario that is not pinned.
 */
public record Start() implements Scenario {
  private static final int STARTS = 5;
  private static final double MIB = 1 << 20;
  private static final double NANOS = 1e6;
  private static final Duration SETTLE = Duration.ofSeconds(2);

  @Override
  public String name() {
    return "start";
  }

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public Result run(Lab lab, List<Peer> peers) throws IOException, InterruptedException {
    var found = new ArrayList<Measured>();
    for (Peer peer : peers) {
      found.add(new Measured(peer.name()));
    }
    for (int round = 0; round < STARTS; round++) {
      for (int i = 0; i < peers.size(); i++) {
        start(lab, peers.get(i), found.get(i));
      }
    }
    return Results.of(name(), List.of(Figure.START, Figure.RESIDENT), Figure.START, peers, found);
  }

  private static void start(Lab lab, Peer peer, Measured found)
      throws IOException, InterruptedException {
    var site = lab.prepare(peer, 1);
    long before = System.nanoTime();
    Running running = lab.launchAnywhere(peer, site);
    try {
      Lab.awaitAnswer(running.launched(), site.port(), "/");
      found.add(Figure.START, (System.nanoTime() - before) / NANOS);
      // Compilers and collectors come to rest.
      Thread.sleep(SETTLE);
      found.add(Figure.RESIDENT, running.launched().usage().residentBytes() / MIB);
    } finally {
      lab.end(running);
    }
  }
}
