package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.admin.view.ExplainView;
import dev.figleaf.proxy.admin.view.ExplainedRequest;
import dev.figleaf.proxy.admin.view.ExplainedView;
import dev.figleaf.proxy.admin.view.ViewJson;
import dev.figleaf.routing.Loaded;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says which route and upstream a request gets, and why, without a socket. */
@Command(
    name = "explain",
    description = "Says which route and upstream a request gets, and why not a nearer one.",
    exitCodeList = {
      "0:a route matches",
      "1:no route matches",
      "2:the command was called wrongly, or the config or the rules have errors",
      "3:no facade answers (--at, --admin)"
    },
    footer = {
      "",
      "Without --at and --admin it reads the rules at hand, and no facade is asked.",
      "Example: figleaf explain GET /api/catalog/items/7 -H 'X-User-Id: 42'"
    })
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

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private AdminOptions facade;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "Ask a facade what was so then: a revision, an instant, a date, or how long ago (2h).")
  private @Nullable String at;

  @Override
  OptionalInt ask(ProcessConfig config, Output output) {
    if (at == null && !facade.isNamed()) {
      return OptionalInt.empty();
    }
    ExplainedRequest request = request();
    try (AskedFacade asked = facade.asked(config::admin, "")) {
      return OptionalInt.of(ask(asked, request, output));
    } catch (ReportFailure failure) {
      if (failure.exitCode() == ExitCode.USAGE) {
        throw refusal(String.valueOf(failure.getMessage()));
      }
      output.error("figleaf: " + failure.getMessage());
      return OptionalInt.of(failure.exitCode());
    }
  }

  private int ask(AskedFacade asked, ExplainedRequest request, Output output) {
    ObjectNode body = ViewJson.MAPPER.createObjectNode().put("method", method).put("url", url);
    ObjectNode sent = body.put("client", client).putObject("headers");
    request.headers().forEach(sent::put);
    if (at != null) {
      body.put("at", instant(asked, At.parse(at, Instant.now())).toString());
    }
    JsonNode answer = AskedFacade.tree(asked.send("POST", "/api/explain", body).body());
    return say(AskedFacade.view(answer, ExplainedView.class), answer.path("explanation"), output);
  }

  private static Instant instant(AskedFacade asked, At at) {
    return switch (at) {
      case At.Time(Instant instant) -> instant;
      case At.Revision(long number) ->
          AskedFacade.view(asked.json("/api/history/" + number), EventView.class).at();
    };
  }

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
    return say(explained, explained.explanation(), output);
  }

  /**
   * Says it.
   *
   * @param forMachines the same as JSON
   */
  private int say(ExplainedView explained, @Nullable Object forMachines, Output output) {
    ExplainView explanation = explained.explanation();
    if (explanation == null || forMachines == null) {
      explained.lines().forEach(line -> output.error(Words.plain(line)));
      return ExitCode.SOFTWARE;
    }
    if (wantsJson()) {
      output.json(forMachines);
    } else {
      explained.lines().forEach(line -> output.line(Words.plain(line)));
    }
    return explanation.route() == null ? ExitCode.SOFTWARE : ExitCode.OK;
  }
}
