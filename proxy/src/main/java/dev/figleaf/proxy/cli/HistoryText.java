package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.admin.view.EventView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Events as operators read them. */
final class HistoryText {
  private HistoryText() {}

  /** All of them, a line each; a star is at what is live. */
  static List<String> all(List<EventView> events) {
    var table = new Columns(">revision", "", "when", "by", "what");
    for (EventView event : events) {
      table.row(
          Long.toString(event.revision()),
          event.live() ? "*" : "",
          Words.second(event.at()),
          Words.plain(event.by()),
          what(event));
    }
    return table.lines();
  }

  /** What it did and why, in a line. */
  static String what(EventView event) {
    String because = event.because();
    return Words.plain(event.summary()) + (because == null ? "" : ": " + Words.plain(because));
  }

  /** One of them, whole. */
  static List<String> one(EventView event, Output output, Instant now) {
    var lines = new ArrayList<String>();
    lines.add(
        output.strong("revision " + event.revision())
            + ": "
            + Words.plain(event.summary())
            + (event.live() ? output.good(" (live)") : ""));
    lines.add("  when     " + Words.when(event.at(), now));
    lines.add("  by       " + Words.plain(event.by()) + ", from " + Words.plain(event.from()));
    if (event.because() != null) {
      lines.add("  because  " + Words.plain(event.because()));
    }
    if (event.commit() != null) {
      lines.add("  commit   " + Words.plain(event.commit()));
    }
    lines.add("  replica  " + Words.plain(event.replica()));
    event.details().forEach(detail -> lines.add("  " + Words.plain(detail)));
    return lines;
  }
}
