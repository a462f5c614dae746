package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A rule set as operators read it: what goes where, without the details. */
final class RulesText {
  private RulesText() {}

  /** The document of {@code /api/rules}. */
  static List<String> of(JsonNode rules, Instant now) {
    var lines = new ArrayList<String>();
    String since = rules.path("since").asText();
    lines.add(
        "revision "
            + rules.path("revision").asLong()
            + ", since "
            + Words.when(Instant.parse(since), now));
    var upstreams = new Columns("upstream", "addresses", "at");
    rules
        .path("upstreams")
        .forEach(
            one ->
                upstreams.row(text(one, "name"), joined(one.path("addresses")), text(one, "at")));
    var seams = new Columns("seam", ">weight", "from", "to", "cohort", "at");
    rules
        .path("seams")
        .forEach(
            one ->
                seams.row(
                    text(one, "name"),
                    text(one, "weight"),
                    text(one, "from"),
                    text(one, "to"),
                    joined(one.path("cohort")),
                    text(one, "at")));
    var routes = new Columns("route", "match", "action", "at");
    rules
        .path("routes")
        .forEach(
            one ->
                routes.row(
                    text(one, "name"), text(one, "match"), text(one, "action"), text(one, "at")));
    for (Columns table : List.of(upstreams, seams, routes)) {
      if (table.lines().size() > 1) {
        lines.add("");
        lines.addAll(table.lines());
      }
    }
    return lines;
  }

  private static String text(JsonNode of, String name) {
    return Words.plain(of.path(name).asText(Words.NOTHING));
  }

  private static String joined(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(one -> Words.plain(one.asText()))
        .collect(Collectors.joining(" "));
  }
}
