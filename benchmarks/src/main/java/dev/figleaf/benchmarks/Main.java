package dev.figleaf.benchmarks;

import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.scenario.Effort;
import dev.figleaf.benchmarks.scenario.Scenario;
import dev.figleaf.benchmarks.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** The command line. */
@Command(
    name = "benchmarks/run",
    description = "Measures what a request costs, beside other proxies.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Main implements Callable<Integer> {
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
    var commandLine = new CommandLine(new Main(Path.of(args[0])));
    commandLine.setExecutionExceptionHandler((failure, _, _) -> exitCode(failure));
    System.exit(commandLine.execute(List.of(args).subList(1, args.length).toArray(String[]::new)));
  }

  private static int exitCode(Exception failure) {
    System.err.println("benchmarks/run: " + failure.getMessage());
    if (failure instanceof WrongUse) {
      return ExitCode.USAGE;
    }
    failure.printStackTrace();
    return ExitCode.SOFTWARE;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (list) {
      Scenarios.all().forEach(scenario -> System.out.println(scenario.name()));
      System.out.println("peers: " + PeerNames.ALL);
      return ExitCode.OK;
    }
    List<Scenario> scenarios = scenarios();
    try (var session = Session.open(checkout, effort())) {
      session.prepare(scenarios);
      var results = session.run(scenarios, peers(session.builds()), this::takesPart);
      if (publish) {
        Publication.write(checkout.resolve("docs/performance.md"), session.markdown(results));
      }
      return results.size() == scenarios.size() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
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
    Path own = figleaf == null ? checkout : figleaf;
    var names = new PeerNames(builds, own, against, figleafOptions);
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
    Effort usual = quick ? Effort.QUICK : Effort.FULL;
    return new Effort(
        rounds == null ? usual.rounds() : rounds,
        seconds == null ? usual.seconds() : seconds,
        usual.warmSeconds());
  }

  /** Spring Cloud Gateway is slow to measure, too: when time is short, once is enough. */
  private boolean takesPart(Peer peer, Scenario scenario) {
    boolean spared = quick && peers.isEmpty() && peer.name().equals(SPRING);
    return scenario.suits(peer) && (!spared || scenario.name().equals("get-1k"));
  }
}
