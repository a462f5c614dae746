package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.proxy.cli.demo.Planted;
import dev.figleaf.proxy.cli.demo.Samples;
import dev.figleaf.proxy.cli.demo.Score;
import dev.figleaf.proxy.cli.demo.Screen;
import dev.figleaf.proxy.cli.demo.Shoppers;
import dev.figleaf.proxy.cli.demo.Tally;
import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.shadow.Verdict.Standing;
import dev.figleaf.proxy.shadow.report.ReportFormat;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/**
 * One demo of comparing: five faults are planted in the extracted catalog, and the report must name
 * them and nothing else; then they are taken out, and the catalog must become ready.
 */
final class ShadowShow {
  static final String SEAM = "catalog";

  /** Why comparing begins anew. */
  static final String HEALED = "the faults were taken out";

  private static final int REQUESTS = 10_000;
  private static final long FASTEST_PACE_MILLIS = 1_000;

  private final Options options;
  private final Output output;
  private final Screen screen;
  private final Tally tally = new Tally();
  private final ShadowLines lines;
  private final long begin = System.nanoTime();
  private boolean ready;

  /**
   * What an operator may choose.
   *
   * @param rate requests per second
   * @param report the file that gets the report about the faults, as HTML; null for one that is
   *     made up
   * @param out the folder of the rules and the evidence; null for one that goes with the demo
   */
  record Options(boolean freePorts, int rate, @Nullable Path report, @Nullable Path out) {}

  ShadowShow(Options options, CommandLine commandLine) {
    this.options = options;
    this.output = new Output(commandLine);
    this.lines = new ShadowLines(output);
    Console console = System.console();
    this.screen = new Screen(commandLine.getOut(), console != null && console.isTerminal());
  }

  /** Shows it; returns the exit code. */
  int show() throws IOException {
    endWhenTold(Thread.currentThread());
    try {
      return stage();
    } catch (InterruptedException _) {
      screen.say(List.of("ended before it was done"));
      return ExitCode.SOFTWARE;
    }
  }

  private static void endWhenTold(Thread showing) {
    var signals = new Signals(() -> Runtime.getRuntime().halt(ExitCode.SOFTWARE));
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                signals.awaitEnd();
                showing.interrupt();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private int stage() throws IOException, InterruptedException {
    try (var _ = new QuietLog();
        DemoStage stage = DemoStage.open(options.freePorts, screen)) {
      Path folder = options.out == null ? stage.folder() : Files.createDirectories(options.out);
      ProcessConfig config = stage.config(rules(folder), folder);
      return switch (FacadeStart.start(config, stage.source(config), null)) {
        case Facade.Started.Rejected rejected -> {
          output.problems(rejected.problems());
          yield ExitCode.USAGE;
        }
        case Facade.Started.Ok started -> {
          try (Facade facade = started.facade()) {
            yield play(config, stage, facade);
          }
        }
      };
    }
  }

  private static Path rules(Path folder) throws IOException {
    Path file = folder.resolve("shadow.yaml");
    try (InputStream own = Planted.class.getResourceAsStream("shadow.yaml")) {
      Files.write(file, Objects.requireNonNull(own).readAllBytes());
    }
    return file;
  }

  private int play(ProcessConfig config, DemoStage stage, Facade facade)
      throws IOException, InterruptedException {
    var url = URI.create("http://127.0.0.1:" + facade.port());
    String admin = FacadeStart.adminUrl(config, facade);
    screen.say(lines.intro(stage.samples(), url, admin));
    var reports = Reports.of(facade.evidence().orElseThrow(), InstantSource.system());
    var comparing = new Comparing(reports, SEAM);
    try (var shoppers = new Shoppers(url, options.rate, tally)) {
      Score sick = plant(stage.samples(), comparing, shoppers);
      new AskedReports(URI.create(admin)).restart(SEAM, HEALED);
      Score sound = heal(stage.samples(), comparing, shoppers);
      return end(sick, sound);
    }
  }

  private Score plant(Samples samples, Comparing comparing, Shoppers shoppers)
      throws IOException, InterruptedException {
    Set<Planted> planted = EnumSet.allOf(Planted.class);
    samples.plant(planted);
    screen.say(lines.planted(samples));
    Report report = compare(comparing, shoppers);
    Path file = options.report == null ? Files.createTempFile("figleaf-", ".html") : options.report;
    Files.writeString(file, ReportFormat.HTML.one(report, false));
    return scored(planted, report, List.of("  the whole report: " + file, ""));
  }

  private Score heal(Samples samples, Comparing comparing, Shoppers shoppers)
      throws IOException, InterruptedException {
    samples.plant(Set.of());
    screen.say(lines.healed(samples));
    Report report = compare(comparing, shoppers);
    ready = report.verdict().standing() == Standing.READY;
    return scored(Set.of(), report, List.of(""));
  }

  private Score scored(Set<Planted> planted, Report report, List<String> after) {
    var score = Score.of(planted, report.findings());
    screen.say(lines.scored(report, score));
    screen.say(after);
    return score;
  }

  private Report compare(Comparing comparing, Shoppers shoppers) throws InterruptedException {
    long pace = Math.max(FASTEST_PACE_MILLIS, screen.pace().toMillis());
    try (var watch = Executors.newSingleThreadScheduledExecutor()) {
      watch.scheduleWithFixedDelay(() -> draw(comparing), pace, pace, TimeUnit.MILLISECONDS);
      shoppers.send(REQUESTS);
      return comparing
          .settled()
          .orElseThrow(() -> new IllegalStateException("nothing was compared"));
    }
  }

  private void draw(Comparing comparing) {
    Tally.Figures figures = tally.figures(System.nanoTime());
    screen.draw(lines.progress(since(), figures, comparing.report()));
  }

  private Duration since() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private int end(Score sick, Score sound) {
    Tally.Figures figures = tally.figures(System.nanoTime());
    boolean good = figures.failures() == 0 && ready && sick.isPerfect() && sound.isPerfect();
    screen.say(lines.end(since(), figures, sick, sound));
    return good ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
