package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.LiveState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was live, who changed it, and the way back. */
final class HistoryPage {
  private static final int SHOWN = 50;

  private final Desktop desktop;

  HistoryPage(Desktop desktop) {
    this.desktop = desktop;
  }

  PageAnswer list(Ask ask) {
    long before = Ask.number(ask.query().get("before"));
    List<EventView> events = desktop.sources().desk().history(before, SHOWN);
    boolean more = !events.isEmpty() && events.getLast().revision() > 1;
    Map<String, Object> model = Map.of("events", events, "older", more, "newest", before == 0);
    return desktop.page(200, ask, "History", "/history", "history", model);
  }

  PageAnswer show(Ask ask) {
    return show(200, ask, Form.empty());
  }

  private PageAnswer show(int status, Ask ask, Form form) {
    long revision = ask.revision();
    EventView event = event(revision);
    RuleOperations operations = desktop.sources().operations();
    Optional<LiveState> then = operations.at(revision);
    var model = new HashMap<String, Object>();
    model.put("event", event);
    model.put("form", form);
    model.put("changed", diff(operations.at(revision - 1), then));
    model.put("back", diff(Optional.of(operations.state()), then));
    String title = "Revision " + revision;
    return desktop.page(status, ask, title, "/history", "event", model);
  }

  private EventView event(long revision) {
    return desktop
        .sources()
        .desk()
        .event(revision)
        .orElseThrow(() -> PageProblem.notFound("The history has no such revision."));
  }

  private List<FileDiff> diff(Optional<LiveState> from, Optional<LiveState> to) {
    if (from.isEmpty() || to.isEmpty() || hash(from).equals(hash(to))) {
      return List.of();
    }
    RuleOperations operations = desktop.sources().operations();
    return FileDiff.of(operations.files(from.get()), operations.files(to.get()));
  }

  private static String hash(Optional<LiveState> state) {
    return state.map(LiveState::hash).orElse("");
  }

  PageAnswer rollback(Ask ask) {
    Deeds.guard(ask);
    Form form = ask.form();
    Author author = Deeds.author(ask);
    if (author == null) {
      return show(422, ask, form);
    }
    var operations = desktop.sources().operations();
    return Deeds.answer(
        operations.rollback(author, event(ask.revision()).revision(), form.expected()),
        form,
        "/",
        status -> show(status, ask, form));
  }
}
