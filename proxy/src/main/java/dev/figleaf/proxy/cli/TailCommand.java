package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.cli.Following.Next;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Prints requests as they end. */
@Command(
    name = "tail",
    description = "Prints requests as they end: those for which all holds that is said.",
    exitCodeList = {
      "0:its time is over, or so many were printed",
      DeskAction.REFUSED,
      DeskAction.WRONG,
      "3:no facade answers, or it went away"
    },
    footer = {"", "Example: figleaf tail --seam catalog --status 5xx", "Ctrl-C ends it."})
final class TailCommand extends DeskAction {
  // Three times as long as the facade lets pass without a sign.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Option(names = "--method", paramLabel = "METHOD", description = "Such as GET.")
  private @Nullable String method;

  @Option(names = "--status", paramLabel = "STATUS", description = "Such as 404 or 5xx.")
  private @Nullable String status;

  @Option(names = "--path", paramLabel = "PATH", description = "What the path begins with.")
  private @Nullable String path;

  @Option(names = "--route", paramLabel = "NAME", description = "The route.")
  private @Nullable String route;

  @Option(names = "--upstream", paramLabel = "NAME", description = "Who answered.")
  private @Nullable String upstream;

  @Option(names = "--seam", paramLabel = "NAME", description = "The seam that decided.")
  private @Nullable String seam;

  @Option(
      names = "--slower",
      paramLabel = "DURATION",
      description = "Those that took at least as long, such as 200ms.")
  private @Nullable String slower;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "How long to listen, at most 1h, which is the default.")
  private @Nullable String time;

  @Option(
      names = {"-n", "--most"},
      paramLabel = "N",
      description = "End after so many.")
  private long most = Long.MAX_VALUE;

  @Override
  int act(AskedFacade facade, Output output) {
    if (most < 1) {
      throw refusal("-n is at least 1, not " + most);
    }
    try (var lines = new Following(facade.lines("/api/access" + query(), "application/x-ndjson"))) {
      print(lines, output);
      return ExitCode.OK;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.SOFTWARE;
    }
  }

  private String query() {
    Map<String, @Nullable String> all = new LinkedHashMap<>();
    all.put("method", method);
    all.put("status", status);
    all.put("path", path);
    all.put("route", route);
    all.put("upstream", upstream);
    all.put("seam", seam);
    all.put("slower", slower);
    all.put("for", time);
    return all.entrySet().stream()
        .filter(one -> one.getValue() != null)
        .map(one -> one.getKey() + "=" + AskedFacade.encoded(String.valueOf(one.getValue())))
        .collect(Collectors.joining("&", "?", ""));
  }

  private void print(Following lines, Output output) throws InterruptedException {
    var text = new TailText(output);
    long printed = 0;
    while (printed < most && !output.isGone()) {
      switch (lines.next(PATIENCE).orElseGet(() -> new Next.End(false))) {
        case Next.Line(String line) -> printed += print(line, text, output);
        case Next.End(boolean whole) -> {
          if (whole) {
            return;
          }
          throw new ReportFailure(ReportFailure.NOBODY, "the facade went away");
        }
      }
    }
  }

  /** How many requests a line tells of. */
  private int print(String line, TailText text, Output output) {
    if (line.isBlank()) {
      return 0;
    }
    JsonNode request = AskedFacade.tree(line);
    if (request.has("missed")) {
      output.error(Counted.of(request.path("missed").asLong(), "request") + " passed over");
      return 0;
    }
    output.line(wantsJson() ? line : text.of(request));
    return 1;
  }
}
