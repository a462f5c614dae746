package dev.figleaf.benchmarks;

import dev.figleaf.benchmarks.load.Tool;
import dev.figleaf.benchmarks.machine.Cores;
import dev.figleaf.benchmarks.machine.Facts;
import dev.figleaf.benchmarks.machine.Processes;
import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.peer.Site;
import dev.figleaf.benchmarks.report.Markdown;
import dev.figleaf.benchmarks.report.Result;
import dev.figleaf.benchmarks.report.ResultFiles;
import dev.figleaf.benchmarks.scenario.Effort;
import dev.figleaf.benchmarks.scenario.Lab;
import dev.figleaf.benchmarks.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** One run: a folder for its results, a lab, and the scenarios in it, one after the other. */
final class Session implements AutoCloseable {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmmss");

  private final Path folder;
  private final Builds builds;
  private final Processes processes;
  private final Lab lab;
  private final ResultFiles files;

  private Session(Path folder, Builds builds, Processes processes, Lab lab, ResultFiles files) {
    this.folder = folder;
    this.builds = builds;
    this.processes = processes;
    this.lab = lab;
    this.files = files;
  }

  static Session open(Path checkout, Effort effort) throws IOException, InterruptedException {
    String stamp = LocalDateTime.now(ZoneOffset.UTC).format(STAMP);
    Path folder = checkout.resolve("benchmarks/target/results").resolve(stamp);
    Path work = Files.createDirectories(folder.resolve("work"));
    var cores = Cores.ofThisMachine();
    if (!cores.isApart()) {
      System.err.println("benchmarks/run: one core has it all; ratios mean little here.");
    }
    var processes = new Processes(work);
    var builds = new Builds(checkout, work);
    return new Session(
        folder,
        builds,
        processes,
        lab(processes, cores, builds, effort),
        new ResultFiles(folder, Facts.ofThisMachine(cores, effort.text())));
  }

  private static Lab lab(Processes processes, Cores cores, Builds builds, Effort effort)
      throws IOException, InterruptedException {
    Path work = builds.work();
    Path backend = Files.createDirectories(work.resolve("backend"));
    return new Lab(
        processes,
        cores,
        work,
        Lab.startBackend(processes, cores, backend),
        certificate(work),
        effort,
        new Tool(processes, cores, work),
        builds.checkout().resolve("benchmarks/hyperfoil"),
        System.out);
  }

  private static Site.Certificate certificate(Path work) throws IOException, InterruptedException {
    Shell.run(
        work,
        ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
                + " -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
                + " -keyout key.pem -out certificate.pem")
            .split(" ", -1));
    return new Site.Certificate(work.resolve("certificate.pem"), work.resolve("key.pem"));
  }

  Builds builds() {
    return builds;
  }

  /** Builds the tools that these need. */
  void prepare(List<Scenario> scenarios) throws IOException, InterruptedException {
    if (scenarios.stream().anyMatch(Scenario::isPaced)) {
      builds.module("hyperfoil");
    }
  }

  /** Runs and prints them; one that fails does not take the others with it. */
  List<Result> run(List<Scenario> scenarios, List<Peer> all, BiPredicate<Peer, Scenario> takesPart)
      throws IOException, InterruptedException {
    var results = new ArrayList<Result>();
    for (Scenario scenario : scenarios) {
      var peers = all.stream().filter(peer -> takesPart.test(peer, scenario)).toList();
      System.out.printf(
          "%n%s: %s%n",
          scenario.name(), peers.stream().map(Peer::name).collect(Collectors.joining(", ")));
      try {
        results.add(scenario.run(lab, peers));
        System.out.printf("%n%s", Markdown.of(results.getLast()));
        files.write(results);
      } catch (IllegalStateException | IOException e) {
        System.err.printf("%s failed: %s%n", scenario.name(), e.getMessage());
      }
    }
    System.out.printf("%nThe results are in %s%n", folder);
    return results;
  }

  String markdown(List<Result> results) {
    return files.markdown(results);
  }

  @Override
  public void close() {
    processes.close();
  }
}
