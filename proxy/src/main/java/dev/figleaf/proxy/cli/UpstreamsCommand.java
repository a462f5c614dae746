package dev.figleaf.proxy.cli;

import static dev.figleaf.proxy.cli.AskedFacade.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.admin.view.UpstreamView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the upstreams, and tells one what an operator knows better than its checks. */
@Command(
    name = "upstreams",
    description = {
      "Shows the upstreams: breakers, bulkheads, endpoints.",
      "What an endpoint or a breaker is told holds on this replica, until the process ends."
    },
    exitCodeList = {DeskAction.DONE, DeskAction.REFUSED, DeskAction.WRONG, DeskAction.NOBODY},
    footer = {"", "Example: figleaf upstreams catalog --drain 10.0.0.7:8082 --because 'new disk'"})
final class UpstreamsCommand extends DeskAction {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "One of them, whole; all of them, a line each, without it.")
  private @Nullable String name;

  @ArgGroup private @Nullable Order order;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private AuthorOptions author;

  /** What it is told. */
  private static final class Order {
    @Option(names = "--reset-breaker", description = "Close its breaker, and forget failures.")
    private boolean resetBreaker;

    @Option(
        names = "--drain",
        paramLabel = "ADDRESS",
        description = "Send nothing new to this endpoint.")
    private @Nullable String drain;

    @Option(
        names = "--eject",
        paramLabel = "ADDRESS",
        description = "Take this endpoint out for as long as its rules eject one.")
    private @Nullable String eject;

    @Option(
        names = "--restore",
        paramLabel = "ADDRESS",
        description = "Send to this endpoint again.")
    private @Nullable String restore;

    String path(String upstream) {
      String one = "/api/upstreams/" + encoded(upstream);
      if (resetBreaker) {
        return one + "/breaker/reset";
      }
      String word = drain != null ? "drain" : eject != null ? "eject" : "restore";
      String address = drain != null ? drain : eject != null ? eject : restore;
      return one + "/endpoints/" + encoded(String.valueOf(address)) + "/" + word;
    }
  }

  @Override
  int act(AskedFacade facade, Output output) {
    if (order != null && name == null) {
      throw refusal("which upstream? Say its NAME too");
    }
    JsonNode answer = facade.json("/api/upstreams");
    JsonNode list = answer.path("upstreams");
    if (name == null) {
      if (wantsJson()) {
        output.json(answer);
      } else {
        UpstreamText.all(Listed.all(list, UpstreamView.class)).forEach(output::line);
      }
      return ExitCode.OK;
    }
    JsonNode one = Listed.named(list, "upstream", name);
    if (order != null) {
      one = AskedFacade.tree(facade.send("POST", order.path(name), author.body()).body());
    }
    if (wantsJson()) {
      output.json(one);
    } else {
      new UpstreamText(output, Instant.now())
          .one(AskedFacade.view(one, UpstreamView.class))
          .forEach(output::line);
    }
    return ExitCode.OK;
  }
}
