package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.admin.view.StatusView;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** Says how it stands with a facade, on one screen. */
@Command(
    name = "status",
    description = "Says how it stands: what is live since when, and what is not as it should be.",
    exitCodeList = {
      "0:the facade answered, also where it is panicked or not ready",
      DeskAction.REFUSED,
      DeskAction.WRONG,
      DeskAction.NOBODY
    })
final class StatusCommand extends DeskAction {
  @Override
  int act(AskedFacade facade, Output output) {
    JsonNode status = facade.json("/api/status");
    if (wantsJson()) {
      output.json(status);
    } else {
      StatusText.of(AskedFacade.view(status, StatusView.class), output, Instant.now())
          .forEach(output::line);
    }
    return ExitCode.OK;
  }
}
