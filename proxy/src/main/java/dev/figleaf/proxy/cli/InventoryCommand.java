package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.admin.view.InventoryView;
import dev.figleaf.proxy.admin.view.SuggestionView;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Shows what is called, and which seam to cut next. */
@Command(
    name = "inventory",
    description = "Shows what is called, how often, and who answers; or which seam to cut next.",
    exitCodeList = {DeskAction.DONE, DeskAction.REFUSED, DeskAction.WRONG, DeskAction.NOBODY},
    footer = {"", "Example: figleaf inventory --suggest"})
final class InventoryCommand extends DeskAction {
  @Option(names = "--suggest", description = "Say which seam to cut next, and why: advice.")
  private boolean suggest;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Of how many days, today included; 30 by default.")
  private int days = 30;

  @Option(
      names = "--upstream",
      paramLabel = "NAME",
      description = "Only what this one answers; with --suggest, the monolith.")
  private @Nullable String upstream;

  @Option(
      names = "--sort",
      paramLabel = "BY",
      description =
          "calls, failed, latency, clients, bytes, last or name, the most first; calls by"
              + " default.")
  private String sort = "calls";

  @Option(
      names = "--most",
      paramLabel = "N",
      description = "How many lines at most; 40 by default.")
  private int most = 40;

  @Override
  int act(AskedFacade facade, Output output) {
    JsonNode answer = facade.json(suggest ? suggestions() : inventory());
    var text = new InventoryText(Instant.now());
    if (wantsJson()) {
      output.json(answer);
    } else if (suggest) {
      text.suggestions(AskedFacade.view(answer, SuggestionView.class)).forEach(output::line);
    } else {
      text.inventory(AskedFacade.view(answer, InventoryView.class)).forEach(output::line);
    }
    return ExitCode.OK;
  }

  private String suggestions() {
    return "/api/inventory/suggestions?days=" + days + of(upstream);
  }

  private String inventory() {
    return "/api/inventory?days="
        + days
        + "&most="
        + most
        + "&sort="
        + encoded(sort)
        + of(upstream);
  }

  /** The part of a question that names an upstream. */
  static String of(@Nullable String upstream) {
    return upstream == null ? "" : "&upstream=" + encoded(upstream);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
