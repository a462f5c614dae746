package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.proxy.admin.view.SuggestionView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the seams: what share of clients is on which side, and how both do. */
@Command(
    name = "seams",
    description = "Shows how far each seam has moved, and how both of its sides do.",
    exitCodeList = {DeskAction.DONE, DeskAction.REFUSED, DeskAction.WRONG, DeskAction.NOBODY},
    footer = {"", "Example: figleaf seams catalog"})
final class SeamsCommand extends DeskAction {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "One of them, whole; all of them, a line each, without it.")
  private @Nullable String name;

  @Option(
      names = "--suggest",
      description = "Say which seam to cut next, and why: advice, as figleaf inventory --suggest.")
  private boolean suggest;

  @Override
  int act(AskedFacade facade, Output output) {
    if (suggest) {
      return suggest(facade, output);
    }
    JsonNode answer = facade.json("/api/seams");
    JsonNode list = answer.path("seams");
    var text = new SeamText(output, Instant.now());
    if (name == null) {
      if (wantsJson()) {
        output.json(answer);
      } else {
        text.all(Listed.all(list, SeamView.class)).forEach(output::line);
      }
      return ExitCode.OK;
    }
    JsonNode seam = Listed.named(list, "seam", name);
    if (wantsJson()) {
      output.json(seam);
    } else {
      text.one(AskedFacade.view(seam, SeamView.class)).forEach(output::line);
    }
    return ExitCode.OK;
  }

  private int suggest(AskedFacade facade, Output output) {
    if (name != null) {
      throw refusal("--suggest is about what is no seam yet; leave " + name + " out");
    }
    JsonNode answer = facade.json("/api/inventory/suggestions");
    if (wantsJson()) {
      output.json(answer);
    } else {
      new InventoryText(Instant.now())
          .suggestions(AskedFacade.view(answer, SuggestionView.class))
          .forEach(output::line);
    }
    return ExitCode.OK;
  }
}
