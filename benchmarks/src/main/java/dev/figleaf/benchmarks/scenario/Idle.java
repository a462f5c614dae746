package dev.figleaf.benchmarks.scenario;

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
 * What an idle connection holds.
 *
 * <p>Each asked once and was answered. A JVM has collected its garbage before and after; its heap
 * is told apart, because a heap that was in use before does not grow in the process table.
 */
public record Idle(String name, int connections) implements Scenario {
  private static final double KIB = 1024;
  private static final int WARM_SECONDS = 3;

  @Override
  public boolean isQuick() {
    return false;
  }

  @Override
  public Result run(Lab lab, List<Peer> peers) throws IOException, InterruptedException {
    var found = new ArrayList<Measured>();
    var notes = new ArrayList<String>();
    for (Peer peer : peers) {
      lab.say("  " + peer.name());
      found.add(measure(lab, peer, notes));
    }
    return Results.of(
        name,
        List.of(Figure.PER_CONNECTION, Figure.LIVE_PER_CONNECTION, Figure.RESIDENT),
        Figure.PER_CONNECTION,
        peers,
        found,
        notes.toArray(String[]::new));
  }

  private Measured measure(Lab lab, Peer peer, List<String> notes)
      throws IOException, InterruptedException {
    var found = new Measured(peer.name());
    Running running = lab.start(peer, lab.prepare(peer, 1));
    try {
      new Wrk(lab.tool()).run(running.site(), Load.get("/"), WARM_SECONDS);
      if (peer.isJvm()) {
        measureJvm(running, found, notes);
      } else {
        measureProcess(running, found, notes);
      }
      return found;
    } finally {
      lab.end(running);
    }
  }

  private void measureProcess(Running running, Measured found, List<String> notes)
      throws IOException {
    long before = running.launched().usage().residentBytes();
    try (var idle = IdleConnections.open(running.site().port(), connections)) {
      add(running, before, idle, found, notes);
    }
  }

  private void measureJvm(Running running, Measured found, List<String> notes) throws IOException {
    try (Jvm jvm = Jvm.attach(running.launched().pid())) {
      long liveBefore = jvm.live();
      long before = running.launched().usage().residentBytes();
      try (var idle = IdleConnections.open(running.site().port(), connections)) {
        long live = jvm.live() - liveBefore;
        add(running, before, idle, found, notes);
        found.add(Figure.LIVE_PER_CONNECTION, live / KIB / idle.count());
      }
    }
  }

  private void add(
      Running running, long before, IdleConnections idle, Measured found, List<String> notes) {
    long resident = running.launched().usage().residentBytes();
    found.add(Figure.PER_CONNECTION, (resident - before) / KIB / idle.count());
    found.add(Figure.RESIDENT, resident / KIB / KIB);
    if (idle.count() < connections) {
      notes.add(
          "%s served %,d connections, then: %s"
              .formatted(running.peer().name(), idle.count(), idle.refusal()));
    }
  }
}
