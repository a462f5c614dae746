package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** A request that ended, in a line: {@code 18:44:40.123 200 GET /a 12.3 ms catalog …}. */
final class TailText {
  private static final int TIME_BEGINS = "2026-01-02T".length();
  private static final int TIME_ENDS = "2026-01-02T03:04:05.123".length();

  private final Output output;

  TailText(Output output) {
    this.output = output;
  }

  /** A line of the access log. */
  String of(JsonNode request) {
    int status = request.path("status").asInt();
    var line = new StringBuilder();
    line.append(time(text(request, "time")));
    line.append(' ').append(coloured(status));
    line.append(' ').append(text(request, "method"));
    line.append(' ').append(text(request, "path"));
    if (request.has("query")) {
      line.append('?').append(text(request, "query"));
    }
    line.append("  ").append(Words.millis(request.path("total_ms").asDouble())).append(" ms");
    line.append("  ").append(text(request, "upstream"));
    line.append("  route ").append(text(request, "route"));
    for (String name : new String[] {"seam", "code", "rescued", "fallback", "cache"}) {
      if (request.has(name)) {
        line.append("  ").append(name).append(' ').append(text(request, name));
      }
    }
    return line.toString();
  }

  /** The time of the day, UTC as all of them. */
  private static String time(String instant) {
    return instant.length() < TIME_ENDS ? instant : instant.substring(TIME_BEGINS, TIME_ENDS);
  }

  private String coloured(int status) {
    String text = Integer.toString(status);
    return status >= 500 ? output.bad(text) : status >= 400 ? output.doubtful(text) : text;
  }

  /** Clients say what is in it: nothing of it may give the terminal an order. */
  private static String text(JsonNode request, String name) {
    return Words.plain(request.path(name).asText());
  }
}
