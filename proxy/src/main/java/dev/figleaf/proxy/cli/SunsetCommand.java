package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.admin.view.SunsetView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Shows what the monolith is not called for any more. */
@Command(
    name = "sunset",
    description = {
      "Shows what the monolith was not called for with success for so many days, and by whom last.",
      "It claims no more days than requests were counted for."
    },
    exitCodeList = {DeskAction.DONE, DeskAction.REFUSED, DeskAction.WRONG, DeskAction.NOBODY},
    footer = {"", "Example: figleaf sunset --days 90"})
final class SunsetCommand extends DeskAction {
  @Option(names = "--days", paramLabel = "N", description = "For how many days; 30 by default.")
  private int days = 30;

  @Option(
      names = "--upstream",
      paramLabel = "NAME",
      description = "Of this upstream; of the one that most seams come from by default.")
  private @Nullable String upstream;

  @Override
  int act(AskedFacade facade, Output output) {
    JsonNode answer = facade.json("/api/sunset?days=" + days + InventoryCommand.of(upstream));
    if (wantsJson()) {
      output.json(answer);
    } else {
      new InventoryText(Instant.now())
          .sunset(AskedFacade.view(answer, SunsetView.class))
          .forEach(output::line);
    }
    return ExitCode.OK;
  }
}
