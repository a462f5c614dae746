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
import dev.figleaf.benchmarks.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what a request costs, beside other proxies. */
@Command(
    name = "benchmarks/run",
    description = "Measures what a request costs, beside other proxies.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Main implements Callable<Integer> {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmmss");
  private static final String SPRING = "spring-cloud-gateway";

  @Option(
      names = "--quick",
      description = "Fewer scenarios and short rounds: under ten minutes on two cores.")
  private boolean quick;

  @Option(names = "--list", description = "Only name the scenarios and the peers.")
  private boolean list;

  @Option(names = "--only", split = ",", paramLabel = "SCENARIO", description = "Only these.")
  private List<String> only = List.of();

  @Option(names = "--peers", split = ",", paramLabel = "PEER", description = "Only these.")
  private List<String> peers = List.of();

  @Option(names = "--rounds", description = "How many count; 7 by default, 3 when quick.")
  private @Nullable Integer rounds;

  @Option(names = "--seconds", description = "Of a round; 5 by default, 2 when quick.")
  private @Nullable Integer seconds;

  @Option(
      names = "--figleaf",
      paramLabel = "BUILD",
      description = "A tarball, an unpacked one or a checkout; this checkout by default.")
  private @Nullable Path figleaf;

  @Option(
      names = "--against",
      paramLabel = "BUILD",
      description = "Another one, which becomes the peer figleaf-before.")
  private @Nullable Path against;

  @Option(names = "--figleaf-opts", description = "More flags for the JVM of Figleaf.")
  private String figleafOptions = "";

  @Option(names = "--publish", description = "Also write the tables into docs/performance.md.")
  private boolean publish;

  private final Path checkout;

  private Main(Path checkout) {
    this.checkout = checkout;
  }

  /**
   * @param args the root of the checkout, then options
   */
  public static void main(String[] args) {
    var main = new Main(Path.of(args[0]));
    var commandLine = new CommandLine(main);
    commandLine.setExecutionExceptionHandler(
        (failure, _, _) -> {
          if (!(failure instanceof WrongUse)) {
            failure.printStackTrace();
          }
          System.err.println("benchmarks/run: " + failure.getMessage());
          return failure instanceof WrongUse
              ? CommandLine.ExitCode.USAGE
              : CommandLine.ExitCode.SOFTWARE;
        });
    System.exit(commandLine.execute(List.of(args).subList(1, args.length).toArray(String[]::new)));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (list) {
      Scenarios.all().forEach(scenario -> System.out.println(scenario.name()));
      System.out.println("peers: " + PeerNames.ALL);
      return CommandLine.ExitCode.OK;
    }
    List<Scenario> scenarios = scenarios();
    Path folder = checkout.resolve("benchmarks/target/results").resolve(stamp());
    Path work = Files.createDirectories(folder.resolve("work"));
    var cores = Cores.ofThisMachine();
    var files = new ResultFiles(folder, Facts.ofThisMachine(cores));
    try (var processes = new Processes(work)) {
      var builds = new Builds(checkout, work);
      var results = run(lab(processes, cores, work), scenarios, peers(builds), files);
      System.out.printf("%nThe results are in %s%n", checkout.relativize(folder));
      if (publish) {
        Publication.write(checkout.resolve("docs/performance.md"), files.markdown(results));
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private static String stamp() {
    return LocalDateTime.now(ZoneOffset.UTC).format(STAMP);
  }

  private List<Scenario> scenarios() {
    var all = Scenarios.all();
    var names = all.stream().map(Scenario::name).toList();
    for (String name : only) {
      if (!names.contains(name)) {
        throw new WrongUse(
            "there is no scenario " + name + "; there are " + String.join(", ", names));
      }
    }
    return all.stream()
        .filter(only.isEmpty() ? s -> !quick || s.isQuick() : s -> only.contains(s.name()))
        .toList();
  }

  private List<Peer> peers(Builds builds) throws IOException, InterruptedException {
    var names =
        new PeerNames(builds, figleaf == null ? checkout : figleaf, against, figleafOptions);
    var found = new ArrayList<Peer>();
    for (String name : peers.isEmpty() ? usual() : peers) {
      found.add(names.peer(name));
    }
    return found;
  }

  private List<String> usual() {
    return against == null
        ? List.of("nginx", "haproxy", "figleaf-epoll", "figleaf-io_uring", SPRING)
        : List.of("nginx", "figleaf", "figleaf-before");
  }

  private Effort effort() {
    return new Effort(
        rounds != null ? rounds : quick ? 3 : 7,
        seconds != null ? seconds : quick ? 2 : 5,
        quick ? 6 : 10);
  }

  private Lab lab(Processes processes, Cores cores, Path work)
      throws IOException, InterruptedException {
    Path backend = Files.createDirectories(work.resolve("backend"));
    return new Lab(
        processes,
        cores,
        work,
        Lab.startBackend(processes, cores, backend),
        certificate(work),
        effort(),
        new Tool(processes, cores, work),
        checkout.resolve("benchmarks/hyperfoil"),
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

  private List<Result> run(Lab lab, List<Scenario> scenarios, List<Peer> all, ResultFiles files)
      throws IOException, InterruptedException {
    var results = new ArrayList<Result>();
    for (Scenario scenario : scenarios) {
      var fit = all.stream().filter(peer -> takesPart(peer, scenario)).toList();
      if (fit.isEmpty()) {
        continue;
      }
      System.out.printf(
          "%n%s: %s%n",
          scenario.name(), fit.stream().map(Peer::name).collect(Collectors.joining(", ")));
      results.add(scenario.run(lab, fit));
      System.out.printf("%n%s", Markdown.of(results.getLast()));
      files.write(results);
    }
    return results;
  }

  /** Spring Cloud Gateway is slow to measure, too: when time is short, once is enough. */
  private boolean takesPart(Peer peer, Scenario scenario) {
    boolean spared = quick && peers.isEmpty() && peer.name().equals(SPRING);
    return scenario.suits(peer) && (!spared || scenario.name().equals("get-1k"));
  }
}
