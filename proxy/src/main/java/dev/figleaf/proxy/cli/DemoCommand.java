package dev.figleaf.proxy.cli;

import dev.figleaf.rules.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows all of it at work: both samples, the facade, clients, and where their requests go. */
@Command(
    name = "demo",
    description = "Shows a migration at work: a shop, its extracted catalog, and the split.",
    exitCodeList = {
      "0:every request was answered well, and with --shadow the report was right",
      "1:a request failed, or with --shadow the report was wrong",
      "2:the command was called wrongly, or the config or the rules have errors"
    })
final class DemoCommand implements Callable<Integer> {
  private static final int MOST_PER_SECOND = 1_000;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "End after this time, such as 20s; without it, when told to (Ctrl-C).")
  private @Nullable String time;

  @Option(
      names = "--rules",
      paramLabel = "PATH",
      description = "The rules to follow; routing-rules/rules or Figleaf's own by default.")
  private @Nullable Path rules;

  @Option(
      names = "--free-ports",
      description = "Take any free ports in place of 8080, 8081, 8082 and 9900.")
  private boolean freePorts;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Requests per second, from 1 to 1000; 100 by default, 400 with --shadow.")
  private @Nullable Integer rate;

  @Option(
      names = "--shadow",
      description =
          "Show comparing: plant faults in the catalog, send 20,000 requests, and see whether the"
              + " report finds just them; ends by itself.")
  private boolean shadow;

  @Option(
      names = "--stay",
      description =
          "Stay up for looking around: with comparing, a fault planted in the catalog, and rules"
              + " to edit; prints what to try.")
  private boolean stay;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "With --shadow: where the report about the faults goes, as HTML.")
  private @Nullable Path report;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "With --shadow or --stay: keep the rules and the evidence in this folder.")
  private @Nullable Path out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rate != null && (rate < 1 || rate > MOST_PER_SECOND)) {
      throw refusal("--rate is from 1 to " + MOST_PER_SECOND + ", not " + rate);
    }
    if (shadow && stay) {
      throw refusal("--shadow ends by itself, and --stay stays; leave out one");
    }
    return shadow ? compare() : migrate();
  }

  private int migrate() throws IOException, InterruptedException {
    if (report != null || (out != null && !stay)) {
      throw refusal("--report goes with --shadow only, --out with --shadow and --stay");
    }
    if (stay && rules != null) {
      throw refusal("--rules does not go with --stay, which has rules of its own");
    }
    int perSecond = rate == null ? 100 : rate;
    var options = new DemoShow.Options(duration(), freePorts, perSecond, stay, out);
    return new DemoShow(options, folder(), spec.commandLine()).show();
  }

  private int compare() throws IOException, InterruptedException {
    if (time != null) {
      throw refusal("--for does not go with --shadow, which ends after its 20,000 requests");
    }
    if (rules != null) {
      throw refusal("--rules does not go with --shadow, which has rules of its own");
    }
    var options = new ShadowShow.Options(freePorts, rate == null ? 400 : rate, report, out);
    return new ShadowShow(options, spec.commandLine()).show();
  }

  private @Nullable Duration duration() {
    try {
      return time == null ? null : Durations.parse(time);
    } catch (IllegalArgumentException e) {
      throw refusal("--for: " + e.getMessage());
    }
  }

  private Path folder() {
    if (rules != null) {
      return rules;
    }
    // The launcher says where Figleaf itself lives, with the rules of the samples.
    Path own = Path.of(System.getProperty("figleaf.home", "")).resolve(RuleSource.USUAL);
    return Files.exists(RuleSource.USUAL) || !Files.exists(own) ? RuleSource.USUAL : own;
  }

  private ParameterException refusal(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
