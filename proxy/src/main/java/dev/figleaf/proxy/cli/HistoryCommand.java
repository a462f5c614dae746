package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.admin.view.ViewJson;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what changed what is live, who did it and why. */
@Command(
    name = "history",
    description = "Says what changed what is live: when, by whom, and why; the newest first.",
    exitCodeList = {DeskAction.DONE, DeskAction.REFUSED, DeskAction.WRONG, DeskAction.NOBODY},
    footer = {"", "Example: figleaf history 7", "To go back to one: figleaf rollback 7"})
final class HistoryCommand extends DeskAction {
  private static final int MOST = 500;
  private static final int PAGES = 20;

  @Parameters(
      arity = "0..1",
      paramLabel = "REVISION",
      description = "One event, with what it changed or what was wrong.")
  private @Nullable Long revision;

  @Option(
      names = {"-n", "--most"},
      paramLabel = "N",
      description = "So many of the newest, from 1 to 500; 20 by default.")
  private int most = 20;

  @Option(
      names = "--seam",
      paramLabel = "NAME",
      description = "Only what was done to this seam's weight, within the newest 10,000 events.")
  private @Nullable String seam;

  @Override
  int act(AskedFacade facade, Output output) {
    if (most < 1 || most > MOST) {
      throw refusal("-n is from 1 to " + MOST + ", not " + most);
    }
    if (revision != null) {
      return one(facade, output, revision);
    }
    ArrayNode events = seam == null ? page(facade, 0, most) : of(facade, seam);
    if (wantsJson()) {
      output.json(ViewJson.MAPPER.createObjectNode().set("events", events));
      return ExitCode.OK;
    }
    List<EventView> all = Listed.all(events, EventView.class);
    if (all.isEmpty()) {
      output.line(seam == null ? "nothing has happened" : "nobody has overridden " + seam);
    } else {
      HistoryText.all(all).forEach(output::line);
    }
    return ExitCode.OK;
  }

  private int one(AskedFacade facade, Output output, long which) {
    JsonNode event = facade.json("/api/history/" + which);
    if (wantsJson()) {
      output.json(event);
    } else {
      HistoryText.one(AskedFacade.view(event, EventView.class), output, Instant.now())
          .forEach(output::line);
    }
    return ExitCode.OK;
  }

  private static ArrayNode page(AskedFacade facade, long before, int most) {
    JsonNode events = facade.json("/api/history?before=" + before + "&most=" + most).path("events");
    return events instanceof ArrayNode array ? array : ViewJson.MAPPER.createArrayNode();
  }

  private ArrayNode of(AskedFacade facade, String name) {
    ArrayNode found = ViewJson.MAPPER.createArrayNode();
    long before = 0;
    for (int i = 0; i < PAGES && found.size() < most; i++) {
      ArrayNode page = page(facade, before, MOST);
      for (JsonNode event : page) {
        before = event.path("revision").asLong();
        if (event.path("seam").asText().equals(name) && found.size() < most) {
          found.add(event);
        }
      }
      if (page.size() < MOST || before <= 1) {
        break;
      }
    }
    return found;
  }
}
