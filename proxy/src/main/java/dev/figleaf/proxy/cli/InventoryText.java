package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.admin.view.InventoryView;
import dev.figleaf.proxy.admin.view.InventoryView.CalledView;
import dev.figleaf.proxy.admin.view.InventoryView.CallerView;
import dev.figleaf.proxy.admin.view.SuggestionView;
import dev.figleaf.proxy.admin.view.SuggestionView.PrefixView;
import dev.figleaf.proxy.admin.view.SunsetView;
import dev.figleaf.proxy.admin.view.SunsetView.SilentView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The inventory, suggestions and the sunset report, for a person. */
final class InventoryText {
  private final Instant now;

  InventoryText(Instant now) {
    this.now = now;
  }

  /** A line each. */
  List<String> inventory(InventoryView view) {
    var table =
        new Columns(
            "METHOD",
            "TEMPLATE",
            "UPSTREAM",
            ">CALLS",
            ">FAILED",
            ">P95 MS",
            ">CLIENTS",
            ">SESSIONS",
            "LAST CALL");
    for (CalledView one : view.templates()) {
      table.row(
          one.method(),
          Words.plain(one.template()),
          one.upstream(),
          Long.toString(one.calls()),
          Words.percent(one.calls() == 0 ? null : (double) one.failed() / one.calls()),
          Words.millis(one.p95()),
          Long.toString(one.clients()),
          Words.percent(one.calls() == 0 ? null : one.sessions()),
          Words.ago(one.last(), now));
    }
    var lines = new ArrayList<>(table.lines());
    lines.add(
        view.templates().size()
            + " of "
            + view.total()
            + "; calls of the last "
            + view.days()
            + " days, counted "
            + since(view.watching()));
    if (view.unnamed() > 0) {
      lines.add(view.unnamed() + " calls had no room for a name of their own: they are (other)");
    }
    return lines;
  }

  /** The best ones, with their reasons. */
  List<String> suggestions(SuggestionView view) {
    var lines = new ArrayList<String>();
    lines.add(
        "Which seam to cut next from "
            + view.upstream()
            + ", by "
            + view.calls()
            + " calls counted "
            + since(view.watching()));
    lines.add(view.advice());
    for (PrefixView one : view.suggestions()) {
      lines.add("");
      lines.add("%3d  %s".formatted(one.score(), Words.plain(one.prefix())));
      one.reasons().forEach(reason -> lines.add("     " + Words.plain(reason)));
      lines.add(
          "     " + one.templates().stream().map(Words::plain).collect(Collectors.joining(", ")));
    }
    if (view.suggestions().isEmpty()) {
      lines.add("nothing was counted yet that could be a seam");
    }
    return lines;
  }

  /** The longest silent first. */
  List<String> sunset(SunsetView view) {
    var lines = new ArrayList<String>();
    lines.add(
        view.upstream()
            + ": "
            + view.templates().size()
            + " of "
            + view.total()
            + " without success"
            + (view.enough() ? " for " + view.days() + " days" : ""));
    lines.add(view.sentence());
    for (SilentView one : view.templates()) {
      lines.add("");
      lines.add(one.method() + " " + Words.plain(one.template()));
      lines.add(
          "  last success "
              + (one.lastSuccess() == null ? "never" : Words.when(one.lastSuccess(), now))
              + ", last call "
              + Words.when(one.last(), now));
      for (CallerView caller : one.callers()) {
        lines.add("  by " + Words.plain(caller.name()) + ", " + Words.when(caller.at(), now));
      }
      if (!one.answeredBy().isEmpty()) {
        lines.add("  answered since by " + String.join(", ", one.answeredBy()));
      }
    }
    return lines;
  }

  private static String since(@Nullable Instant watching) {
    return watching == null ? "not yet" : "since " + Words.second(watching);
  }
}
