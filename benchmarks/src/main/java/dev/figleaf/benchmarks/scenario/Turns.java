package dev.figleaf.benchmarks.scenario;

import dev.figleaf.benchmarks.load.Answers;
import dev.figleaf.benchmarks.load.Generator;
import dev.figleaf.benchmarks.load.Load;
import dev.figleaf.benchmarks.machine.Jvm;
import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.report.Figure;
import dev.figleaf.benchmarks.report.Measured;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Peers that all run, and take turns at a load: in the opposite order each round, so that whatever
 * the machine does meanwhile falls on all of them.
 */
final class Turns implements AutoCloseable {
  private static final int ALLOCATION_SECONDS = 2;
  private static final int WARM_REQUESTS = 60_000;
  private static final double MIB = 1 << 20;

  private final Lab lab;
  private final Load load;
  private final List<Turn> turns = new ArrayList<>();
  private final List<String> doubts = new ArrayList<>();

  private record Turn(Running running, Measured found) {}

  private Turns(Lab lab, Load load) {
    this.lab = lab;
    this.load = load;
  }

  /** Starts them one after the other, and warms each up. */
  static Turns start(Lab lab, List<Peer> peers, int routes, Generator warmer, Load load)
      throws IOException, InterruptedException {
    var turns = new Turns(lab, load);
    try {
      for (Peer peer : peers) {
        lab.say("  " + peer.name() + " warms up");
        Running running = lab.start(peer, lab.prepare(peer, routes));
        turns.turns.add(new Turn(running, new Measured(peer.name())));
        peer.doubt(running.launched().pid()).ifPresent(turns.doubts::add);
        turns.warm(warmer, running);
      }
      return turns;
    } catch (IOException | InterruptedException | RuntimeException e) {
      turns.close();
      throw e;
    }
  }

  /** By time and by requests: on a busy machine little of a JVM is compiled in some seconds. */
  private void warm(Generator warmer, Running running) throws IOException, InterruptedException {
    int seconds = running.peer().isJvm() ? lab.effort().warmSeconds() : 1;
    long asked = warmer.run(running.site(), load, seconds).total();
    for (int more = 0; running.peer().isJvm() && asked < WARM_REQUESTS && more < 4; more++) {
      asked += warmer.run(running.site(), load, seconds).total();
    }
  }

  /** What a reader must know, in sentences. */
  String[] doubts() {
    return doubts.toArray(String[]::new);
  }

  List<Measured> found() {
    return turns.stream().map(Turn::found).toList();
  }

  /** Measures; the first round of all reads too high, even with warm JVMs, and does not count. */
  void rounds(Generator generator) throws IOException, InterruptedException {
    for (int round = 0; round <= lab.effort().rounds(); round++) {
      for (Turn turn : round % 2 == 0 ? turns : turns.reversed()) {
        round(generator, turn.running, round == 0 ? new Measured("discarded") : turn.found);
      }
    }
  }

  private void round(Generator generator, Running running, Measured found)
      throws IOException, InterruptedException {
    long before = running.launched().usage().cpuMicros();
    Answers answers = generator.run(running.site(), load, lab.effort().seconds());
    long cpu = running.launched().usage().cpuMicros() - before;
    refuseFailures(running, answers);
    found.add(Figure.RATE, answers.perSecond());
    found.add(Figure.CPU, (double) cpu / answers.total());
    found.add(Figure.P50, answers.p50Millis());
    found.add(Figure.P99, answers.p99Millis());
    found.add(Figure.MAX, answers.maxMillis());
  }

  /** Figures of failures say nothing. */
  private static void refuseFailures(Running running, Answers answers) {
    if (answers.completed() == 0 || answers.failed() > 0) {
      throw new IllegalStateException(
          "%s failed %d requests, and answered %d; see %s"
              .formatted(
                  running.peer().name(),
                  answers.failed(),
                  answers.completed(),
                  running.launched().log()));
    }
  }

  /** Memory after the load, then what JVMs allocate: last, for looking into one changes it. */
  void memory(Generator generator) throws IOException, InterruptedException {
    for (Turn turn : turns) {
      turn.found.add(Figure.RESIDENT, turn.running.launched().usage().residentBytes() / MIB);
    }
    for (Turn turn : turns) {
      if (turn.running.peer().isJvm()) {
        turn.found.add(Figure.ALLOCATED, allocated(generator, turn.running));
      }
    }
  }

  private double allocated(Generator generator, Running running)
      throws IOException, InterruptedException {
    try (Jvm jvm = Jvm.attach(running.launched().pid())) {
      long before = jvm.allocated();
      Answers answers = generator.run(running.site(), load, ALLOCATION_SECONDS);
      return (double) (jvm.allocated() - before) / answers.total();
    }
  }

  @Override
  public void close() {
    turns.forEach(turn -> lab.end(turn.running));
  }
}
