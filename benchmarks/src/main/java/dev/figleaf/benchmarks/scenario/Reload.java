package dev.figleaf.benchmarks.scenario;

import dev.figleaf.benchmarks.load.Answers;
import dev.figleaf.benchmarks.load.Hyperfoil;
import dev.figleaf.benchmarks.load.Load;
import dev.figleaf.benchmarks.load.Wrk;
import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.report.Figure;
import dev.figleaf.benchmarks.report.Measured;
import dev.figleaf.benchmarks.report.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * A reload of many routes: how long until a new one answers, and what clients feel meanwhile.
 *
 * <p>The load is light and at a fixed rate. Each round is measured without a reload, then with one
 * in its middle.
 */
public record Reload(String name, int routes, int rate) implements Scenario {
  private static final int ROUNDS = 3;
  private static final double NANOS = 1e6;
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Load LOAD = Load.get("/items/7");
  private static final List<Figure> FIGURES =
      List.of(Figure.RELOAD, Figure.STEADY_P99, Figure.P99, Figure.MAX);

  @Override
  public boolean isQuick() {
    return false;
  }

  @Override
  public boolean suits(Peer peer) {
    return peer.reloads();
  }

  @Override
  public boolean isPaced() {
    return true;
  }

  @Override
  public Result run(Lab lab, List<Peer> peers) throws IOException, InterruptedException {
    var found = new ArrayList<Measured>();
    for (Peer peer : peers) {
      lab.say("  " + peer.name());
      found.add(measure(lab, peer));
    }
    return Results.of(
        name,
        FIGURES,
        Figure.RELOAD,
        peers,
        found,
        "%,d routes, %,d requests/s.".formatted(routes, rate));
  }

  private Measured measure(Lab lab, Peer peer) throws IOException, InterruptedException {
    var found = new Measured(peer.name());
    Running running = lab.start(peer, lab.prepare(peer, routes));
    try {
      new Wrk(lab.tool()).run(running.site(), LOAD, peer.isJvm() ? lab.effort().warmSeconds() : 1);
      for (int round = 1; round <= ROUNDS; round++) {
        round(lab, running, round, found);
      }
      return found;
    } finally {
      lab.end(running);
    }
  }

  private void round(Lab lab, Running running, int revision, Measured found)
      throws IOException, InterruptedException {
    int seconds = lab.effort().seconds();
    Hyperfoil generator = lab.hyperfoil(rate);
    found.add(Figure.STEADY_P99, generator.run(running.site(), LOAD, seconds).p99Millis());
    try (var loads = Executors.newVirtualThreadPerTaskExecutor()) {
      var load = loads.submit(() -> generator.run(running.site(), LOAD, seconds));
      Thread.sleep(Duration.ofSeconds(Hyperfoil.WARM_SECONDS + seconds / 2 + 1L));
      found.add(Figure.RELOAD, reload(running, revision));
      Answers answers = load.get();
      found.add(Figure.P99, answers.p99Millis());
      found.add(Figure.MAX, answers.maxMillis());
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  /** In milliseconds, from the signal on. */
  private static double reload(Running running, int revision)
      throws IOException, InterruptedException {
    running.peer().configure(running.site().at(revision));
    long before = System.nanoTime();
    running.launched().hangUp();
    String url = running.site().url() + "/revision";
    String expected = Integer.toString(revision);
    if (!Client.await(LIMIT, () -> Client.body(url).filter(expected::equals).isPresent())) {
      throw new IllegalStateException(running.peer().name() + " has not reloaded");
    }
    return (System.nanoTime() - before) / NANOS;
  }
}
