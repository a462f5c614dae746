package dev.figleaf.benchmarks.scenario;

import dev.figleaf.benchmarks.load.Answers;
import dev.figleaf.benchmarks.load.Load;
import dev.figleaf.benchmarks.load.Wrk;
import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.peer.Site;
import dev.figleaf.benchmarks.report.Figure;
import dev.figleaf.benchmarks.report.Measured;
import dev.figleaf.benchmarks.report.Result;
import dev.figleaf.benchmarks.report.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What putting an answer together costs: one request for several parts, beside so many plain ones
 * for the same. CPU under many connections, p50 on one, where nothing queues.
 *
 * @param load asks one part
 */
public record Composed(String name, Load load) implements Scenario {
  private static final List<Figure> FIGURES = List.of(Figure.CPU, Figure.P50);
  private static final int WARM_REQUESTS = 60_000;
  private static final int MOST_WARM_RUNS = 30;

  @Override
  public boolean isQuick() {
    return false;
  }

  @Override
  public boolean suits(Peer peer) {
    return peer.composes();
  }

  @Override
  public Result run(Lab lab, List<Peer> peers) throws IOException, InterruptedException {
    if (peers.isEmpty()) {
      throw new IllegalStateException("none of these peers puts answers together");
    }
    var found = new ArrayList<Measured>();
    var notes = new ArrayList<String>();
    notes.add("%d plain requests count as one; p50 is of one of them.".formatted(Site.PARTS));
    for (Peer peer : peers) {
      List<Measured> both = of(lab, peer);
      found.addAll(both);
      both.getLast()
          .ratio(Figure.CPU, both.getFirst())
          .map(ratio -> note(peer, ratio))
          .ifPresent(notes::add);
    }
    return new Result(name, FIGURES, Figure.CPU, found.getFirst().peer(), found, notes);
  }

  private static String note(Peer peer, Spread ratio) {
    return String.format(
        Locale.ROOT,
        "%s: composed costs %.2f (%.2f–%.2f) × the CPU of the plain ones.",
        peer.name(),
        ratio.median(),
        ratio.minimum(),
        ratio.maximum());
  }

  /** The plain requests and the composed one, which take turns at the same process. */
  private List<Measured> of(Lab lab, Peer peer) throws IOException, InterruptedException {
    lab.say("  " + peer.name() + " warms up");
    var plain = new Measured(peer.name() + ", " + Site.PARTS + " plain");
    var composed = new Measured(peer.name() + ", composed");
    Load whole = new Load(Site.COMPOSED, load.headers(), 0, load.connections());
    Site site = lab.prepare(peer, 1);
    peer.compose(site);
    Running running = lab.start(peer, site);
    try {
      warm(lab, running, whole);
      warm(lab, running, load);
      for (int round = 0; round < lab.effort().rounds(); round++) {
        // In the opposite order each round, as peers do.
        if (round % 2 == 0) {
          round(lab, running, load, Site.PARTS, plain);
        }
        round(lab, running, whole, 1, composed);
        if (round % 2 == 1) {
          round(lab, running, load, Site.PARTS, plain);
        }
      }
    } finally {
      lab.end(running);
    }
    return List.of(plain, composed);
  }

  /** Much of a JVM is compiled late on a busy machine. */
  private static void warm(Lab lab, Running running, Load asked)
      throws IOException, InterruptedException {
    long answered = 0;
    for (int run = 0; run < MOST_WARM_RUNS && answered < WARM_REQUESTS; run++) {
      answered += ask(lab, running, asked).total();
    }
  }

  private static void round(Lab lab, Running running, Load asked, int each, Measured found)
      throws IOException, InterruptedException {
    long before = running.launched().usage().cpuMicros();
    Answers answers = ask(lab, running, asked);
    long cpu = running.launched().usage().cpuMicros() - before;
    found.add(Figure.CPU, (double) each * cpu / answers.total());
    found.add(Figure.P50, ask(lab, running, asked.over(1)).p50Millis());
  }

  private static Answers ask(Lab lab, Running running, Load asked)
      throws IOException, InterruptedException {
    Answers answers = new Wrk(lab.tool()).run(running.site(), asked, lab.effort().seconds());
    if (answers.completed() == 0 || answers.failed() > 0) {
      throw new IllegalStateException(
          "%s failed %d requests; see %s"
              .formatted(running.peer().name(), answers.failed(), running.launched().log()));
    }
    return answers;
  }
}
