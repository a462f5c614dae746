package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.proxy.cli.demo.Clients;
import dev.figleaf.proxy.cli.demo.Planted;
import dev.figleaf.proxy.cli.demo.Samples;
import dev.figleaf.proxy.cli.demo.Screen;
import dev.figleaf.proxy.cli.demo.Tally;
import dev.figleaf.proxy.control.Reload;
import dev.figleaf.proxy.control.RuleFolderWatcher;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RuleSet;
import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** One demo from its beginning to its end. */
final class DemoShow {
  private final Options options;
  private final Path usual;
  private final Output output;
  private final Screen screen;
  private final Tally tally = new Tally();

  /**
   * What an operator may choose.
   *
   * @param time when it ends by itself, or null
   * @param rate requests per second
   * @param stay whether there is a fault to be found, and rules of its own
   * @param out the folder of those and of the evidence; null for one that goes with the demo
   */
  record Options(
      @Nullable Duration time, boolean freePorts, int rate, boolean stay, @Nullable Path out) {}

  /**
   * A demo that has not begun.
   *
   * @param usual the rules to follow, where it has none of its own
   */
  DemoShow(Options options, Path usual, CommandLine commandLine) {
    this.options = options;
    this.usual = usual;
    this.output = new Output(commandLine);
    Console console = System.console();
    this.screen = new Screen(commandLine.getOut(), console != null && console.isTerminal());
  }

  /** Shows it; returns the exit code. */
  int show() throws IOException, InterruptedException {
    try (var _ = new QuietLog();
        DemoStage stage = DemoStage.open(options.freePorts, screen)) {
      Path own = options.out == null ? stage.folder() : Files.createDirectories(options.out);
      Path rules = options.stay ? DemoDesk.rules(own) : usual;
      if (options.stay) {
        stage.samples().plant(EnumSet.of(Planted.ROUNDING));
      }
      ProcessConfig config = stage.config(rules, own);
      return switch (FacadeStart.start(config, stage.source(config), null)) {
        case Facade.Started.Rejected rejected -> {
          output.problems(rejected.problems());
          yield ExitCode.USAGE;
        }
        case Facade.Started.Ok started -> {
          try (Facade facade = started.facade()) {
            yield show(config, rules, stage.samples(), facade);
          }
        }
      };
    }
  }

  private int show(ProcessConfig config, Path rules, Samples samples, Facade facade)
      throws IOException, InterruptedException {
    var signals = new Signals(() -> Runtime.getRuntime().halt(ExitCode.SOFTWARE));
    var url = URI.create("http://127.0.0.1:" + facade.port());
    String admin = FacadeStart.adminUrl(config, facade);
    screen.say(intro(rules, samples, url, admin));
    if (options.stay) {
      screen.say(DemoDesk.lines(rules, admin));
    }
    long begin = System.nanoTime();
    try (var _ = new RuleFolderWatcher(rules, () -> tell(facade.rules().reload()));
        var _ = Clients.start(url, options.rate, tally)) {
      watch(begin, signals.end());
    }
    Duration lasted = Duration.ofNanos(System.nanoTime() - begin);
    Tally.Figures figures = tally.figures(System.nanoTime());
    screen.say(Screen.summary(lasted, figures));
    return figures.failures() == 0 && figures.requests() > 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private List<String> intro(Path rules, Samples samples, URI url, String admin) {
    var lines = new ArrayList<String>();
    lines.add(output.strong("A shop, its extracted catalog, and Figleaf in front of both"));
    lines.add("");
    lines.add("  the shop, through Figleaf   " + url + "/");
    lines.add("  the monolith alone          " + samples.monolithUrl() + "/");
    lines.add("  the catalog service alone   " + samples.catalogUrl() + "/api/catalog/items");
    lines.add("  figures and rules           " + admin + "/");
    lines.add("");
    lines.add("  Change the weight in " + file(rules) + " and save: the share moves at once.");
    lines.add(
        "  Make a mistake there: nothing changes, and you are told where it is. Ctrl-C ends.");
    lines.add("  One client stays on one side:");
    lines.add("    curl -si -H 'X-User-Id: 7' " + url + "/api/catalog/items/7 | grep -i served");
    lines.add("");
    return lines;
  }

  private static Path file(Path rules) {
    Path shop = rules.resolve("shop.yaml");
    return Files.exists(shop) ? shop : rules;
  }

  /** Draws until somebody ends it or its time is over. */
  private void watch(long begin, CountDownLatch end) throws InterruptedException {
    Duration pace = screen.pace();
    @Nullable Duration time = options.time;
    Duration left = time == null ? pace : time;
    while (left.isPositive() && !end.await(shorter(pace, left), TimeUnit.NANOSECONDS)) {
      var since = Duration.ofNanos(System.nanoTime() - begin);
      screen.show(since, tally.figures(System.nanoTime()));
      left = time == null ? pace : time.minus(since);
    }
  }

  private static long shorter(Duration one, Duration other) {
    return Math.min(one.toNanos(), other.toNanos());
  }

  private static String seams(RuleSet rules) {
    return rules.seams().values().stream()
        .map(seam -> ", " + seam.name() + " at " + seam.weight())
        .collect(Collectors.joining());
  }

  private void tell(Reload reload) {
    switch (reload) {
      case Reload.Unchanged() -> {}
      case Reload.Accepted(var snapshot, _) ->
          screen.say(
              List.of(
                  output.good("revision " + snapshot.revision() + " is live")
                      + seams(snapshot.rules())));
      case Reload.Rejected(List<Problem> problems) -> {
        var lines = new ArrayList<String>();
        lines.add(output.bad("the rules have errors; nothing changes"));
        problems.forEach(problem -> lines.add("  " + output.coloured(problem)));
        screen.say(lines);
      }
    }
  }
}
