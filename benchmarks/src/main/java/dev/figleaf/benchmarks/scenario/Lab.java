package dev.figleaf.benchmarks.scenario;

import dev.figleaf.benchmarks.load.Hyperfoil;
import dev.figleaf.benchmarks.load.Tool;
import dev.figleaf.benchmarks.machine.Cores;
import dev.figleaf.benchmarks.machine.Launched;
import dev.figleaf.benchmarks.machine.Ports;
import dev.figleaf.benchmarks.machine.Processes;
import dev.figleaf.benchmarks.peer.Backend;
import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.peer.Site;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Where scenarios take place: a backend that runs all the time, and peers on a core of their own.
 *
 * @param progress where it says what it does
 */
public record Lab(
    Processes processes,
    Cores cores,
    Path folder,
    int backend,
    Site.Certificate certificate,
    Effort effort,
    Tool tool,
    Path hyperfoilHome,
    PrintStream progress) {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  /** Starts the backend. */
  public static int startBackend(Processes processes, Cores cores, Path folder)
      throws IOException, InterruptedException {
    int port = Ports.free();
    var command = Cores.pin(cores.backend(), Backend.configure(folder, port));
    Launched backend = processes.start("backend", command, Map.of(), folder);
    awaitAnswer(backend, port, "/");
    return port;
  }

  /** A new folder, ports and a configuration for a peer. */
  public Site prepare(Peer peer, int routes) throws IOException {
    Path home = Files.createTempDirectory(folder, peer.name() + "-");
    Ports.Pair ports = Ports.twoFree();
    var site = new Site(routes, 0, ports.one(), ports.other(), backend, home, certificate);
    peer.configure(site);
    return site;
  }

  /** Starts a peer on its core, and waits until it answers. */
  public Running start(Peer peer, Site site) throws IOException, InterruptedException {
    var running = launch(peer, site, Cores.pin(cores.proxy(), peer.command(site)));
    awaitAnswer(running.launched(), site.port(), site.lastPrefix() + "/");
    return running;
  }

  /** Starts a peer on any core, and does not wait. */
  public Running launchAnywhere(Peer peer, Site site) throws IOException {
    return launch(peer, site, peer.command(site));
  }

  private Running launch(Peer peer, Site site, List<String> command) throws IOException {
    var launched = processes.start(peer.name(), command, peer.environment(site), site.folder());
    return new Running(peer, site, launched);
  }

  static void awaitAnswer(Launched launched, int port, String path) throws IOException {
    var process = launched.process();
    Client.await(START_LIMIT, () -> !process.isAlive() || Client.isFine(port, path));
    if (!process.isAlive()) {
      throw launched.ended();
    }
    if (!Client.isFine(port, path)) {
      throw new IllegalStateException(launched.name() + " does not answer; see " + launched.log());
    }
  }

  Hyperfoil hyperfoil(int rate) {
    return new Hyperfoil(tool, hyperfoilHome, rate);
  }

  public void end(Running running) {
    processes.end(running.launched());
  }

  void say(String text) {
    progress.println(text);
    progress.flush();
  }
}
