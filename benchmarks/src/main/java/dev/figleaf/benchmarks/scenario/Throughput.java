package dev.figleaf.benchmarks.scenario;

import dev.figleaf.benchmarks.load.Answers;
import dev.figleaf.benchmarks.load.Generator;
import dev.figleaf.benchmarks.load.H2load;
import dev.figleaf.benchmarks.load.Load;
import dev.figleaf.benchmarks.load.Wrk;
import dev.figleaf.benchmarks.machine.Jvm;
import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.report.Figure;
import dev.figleaf.benchmarks.report.Measured;
import dev.figleaf.benchmarks.report.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * As many requests as get through.
 *
 * <p>All peers run; they take turns, in the opposite order each round. JVMs are warm, and a round
 * before the first is not counted.
 *
 * @param routes how many there are; the last one is asked
 * @param isTls whether over HTTP/2 and TLS
 */
public record Throughput(String name, boolean isQuick, int routes, boolean isTls, Load load)
    implements Scenario {
  private static final int ALLOCATION_SECONDS = 2;
  private static final double MIB = 1 << 20;
  private static final List<Figure> FIGURES =
      List.of(Figure.RATE, Figure.CPU, Figure.P50, Figure.P99, Figure.ALLOCATED, Figure.RESIDENT);

  @Override
  public boolean suits(Peer peer) {
    return !isTls || peer.hasTls();
  }

  @Override
  public Result run(Lab lab, List<Peer> peers) throws IOException, InterruptedException {
    var turns = new ArrayList<Turn>();
    try {
      for (Peer peer : peers) {
        turns.add(new Turn(warm(lab, peer), new Measured(peer.name())));
      }
      measure(lab, turns);
      return Results.of(name, FIGURES, Figure.CPU, peers, turns.stream().map(Turn::found).toList());
    } finally {
      turns.forEach(turn -> lab.end(turn.running));
    }
  }

  private record Turn(Running running, Measured found) {}

  private Generator generator(Lab lab) {
    return isTls ? new H2load(lab.tool()) : new Wrk(lab.tool());
  }

  private Running warm(Lab lab, Peer peer) throws IOException, InterruptedException {
    Running running = lab.start(peer, lab.prepare(peer, routes));
    lab.say("  " + peer.name() + " warms up");
    generator(lab).run(running.site(), load, peer.isJvm() ? lab.effort().warmSeconds() : 1);
    return running;
  }

  private void measure(Lab lab, List<Turn> turns) throws IOException, InterruptedException {
    for (int round = 0; round <= lab.effort().rounds(); round++) {
      for (Turn turn : round % 2 == 0 ? turns : turns.reversed()) {
        // The first round of all reads too high, even with warm JVMs.
        round(lab, turn.running, round == 0 ? new Measured("discarded") : turn.found);
      }
    }
    for (Turn turn : turns) {
      turn.found.add(Figure.RESIDENT, turn.running.launched().usage().residentBytes() / MIB);
    }
    // Last of all, because looking into a JVM leaves something in it.
    for (Turn turn : turns) {
      if (turn.running.peer().isJvm()) {
        turn.found.add(Figure.ALLOCATED, allocated(lab, turn.running));
      }
    }
  }

  private void round(Lab lab, Running running, Measured found)
      throws IOException, InterruptedException {
    long before = running.launched().usage().cpuMicros();
    Answers answers = answers(lab, running, lab.effort().seconds());
    long cpu = running.launched().usage().cpuMicros() - before;
    found.add(Figure.RATE, answers.perSecond());
    found.add(Figure.CPU, (double) cpu / answers.completed());
    found.add(Figure.P50, answers.p50Millis());
    found.add(Figure.P99, answers.p99Millis());
  }

  private double allocated(Lab lab, Running running) throws IOException, InterruptedException {
    try (Jvm jvm = Jvm.attach(running.launched().pid())) {
      long before = jvm.allocated();
      Answers answers = answers(lab, running, ALLOCATION_SECONDS);
      return (double) (jvm.allocated() - before) / answers.completed();
    }
  }

  /** Fails where any request failed: figures of failures say nothing. */
  private Answers answers(Lab lab, Running running, int seconds)
      throws IOException, InterruptedException {
    Answers answers = generator(lab).run(running.site(), load, seconds);
    if (answers.completed() == 0 || answers.failed() > 0) {
      throw new IllegalStateException(
          "%s failed %d of %d requests; see %s"
              .formatted(
                  running.peer().name(),
                  answers.failed(),
                  answers.completed(),
                  running.launched().log()));
    }
    return answers;
  }
}
