package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.admin.view.ExplainView;
import dev.figleaf.proxy.admin.view.ExplainedRequest;
import dev.figleaf.proxy.admin.view.ExplainedView;
import dev.figleaf.routing.Loaded;
import java.net.InetAddress;
import java.util.List;
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
    ExplainedView explained = ExplainedView.of(request, rules.rules(), rules.table());
    ExplainView explanation = explained.explanation();
    if (explanation == null) {
      explained.lines().forEach(output::error);
      return ExitCode.SOFTWARE;
    }
    if (wantsJson()) {
      output.json(explanation);
    } else {
      explained.lines().forEach(output::line);
    }
    return explanation.route() == null ? ExitCode.SOFTWARE : ExitCode.OK;
  }
}
