package dev.figleaf.proxy.cli;

import dev.figleaf.routing.Decision;
import dev.figleaf.routing.Explanation;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.PathNormalizer;
import dev.figleaf.rules.Location;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says which route and upstream a request gets, and why, without a socket. */
@Command(
    name = "explain",
    description = "Says which route and upstream a request gets, and why not a nearer one.",
    exitCodeList = {
      "0:a route matches",
      "1:no route matches",
      "2:the command was called wrongly, or the config or the rules have errors"
    },
    footer = {"", "Example: figleaf explain GET /api/catalog/items/7 -H 'X-User-Id: 42'"})
final class ExplainCommand extends RulesCommand {

  @Parameters(index = "0", paramLabel = "METHOD", description = "The method, such as GET.")
  private String method = "";

  @Parameters(index = "1", paramLabel = "URL", description = "A path or a whole URL.")
  private String url = "";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      description = "A request header; may be given several times.")
  private List<String> headers = List.of();

  @Option(
      names = {"-b", "--cookie"},
      paramLabel = "'NAME=VALUE'",
      description = "Cookies, several with ; between them.")
  private List<String> cookies = List.of();

  @Option(
      names = "--client",
      paramLabel = "ADDRESS",
      description = "The address of the client; 127.0.0.1 by default.")
  private String client = "127.0.0.1";

  private record Answer(
      String method,
      String host,
      String path,
      @Nullable String route,
      @Nullable String place,
      @Nullable String upstream,
      @Nullable String cohortKey,
      @Nullable Double draw,
      List<String> facts,
      List<RejectedView> rejected,
      int more) {}

  private record RejectedView(String route, @Nullable String place, List<String> failed) {}

  @Override
  int answer(RuleSource source, Loaded loaded, Output output) {
    ExplainedRequest request = request();
    return switch (loaded) {
      case Loaded.Rejected rejected -> {
        output.problems(rejected.problems());
        yield ExitCode.USAGE;
      }
      case Loaded.Ok ok -> explain(request, ok, output);
    };
  }

  private ExplainedRequest request() {
    try {
      byte[] address = InetAddress.ofLiteral(client).getAddress();
      return ExplainedRequest.of(method, url, headers, cookies, address);
    } catch (IllegalArgumentException e) {
      throw refusal(String.valueOf(e.getMessage()));
    }
  }

  private int explain(ExplainedRequest request, Loaded.Ok rules, Output output) {
    Optional<PathNormalizer.Refusal> refusal =
        PathNormalizer.refusal(request.rawPath(), rules.rules().path());
    if (refusal.isPresent()) {
      output.error("the path is refused before any route is asked: 400, " + refusal.get());
      return ExitCode.SOFTWARE;
    }
    Explanation explanation = rules.table().explain(request.head(rules.rules().path()));
    if (wantsJson()) {
      output.json(answer(explanation));
    } else {
      explanation.lines().forEach(output::line);
    }
    return explanation.chosen() == null ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private static Answer answer(Explanation explanation) {
    Decision decision = explanation.decision();
    return new Answer(
        explanation.method(),
        explanation.host(),
        explanation.path(),
        explanation.chosen() == null ? null : explanation.chosen().name(),
        place(explanation.place()),
        decision == null ? null : decision.upstream(),
        decision == null ? null : decision.key(),
        decision == null || Double.isNaN(decision.draw()) ? null : decision.draw(),
        explanation.facts(),
        explanation.rejected().stream()
            .map(one -> new RejectedView(one.route().name(), place(one.place()), one.failed()))
            .toList(),
        explanation.more());
  }

  private static @Nullable String place(@Nullable Location location) {
    return location == null ? null : location.toString();
  }
}
