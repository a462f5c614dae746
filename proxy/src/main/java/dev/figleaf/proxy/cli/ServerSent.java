package dev.figleaf.proxy.cli;

import java.util.Optional;

/**
 * Puts server-sent events together from their lines (HTML §9.2.6), as far as Figleaf sends them.
 */
final class ServerSent {
  private static final int LONGEST = 4 * 1024 * 1024;

  private final StringBuilder data = new StringBuilder();
  private String name = "message";

  /** An event. */
  record Event(String name, String data) {}

  /** Takes a line; the event that ends with it, if one does. */
  Optional<Event> line(String line) {
    if (line.isEmpty()) {
      return end();
    }
    if (line.startsWith("event:")) {
      name = line.substring("event:".length()).strip();
    } else if (line.startsWith("data:") && data.length() + line.length() < LONGEST) {
      data.append(line.substring("data:".length()).strip());
    }
    return Optional.empty();
  }

  private Optional<Event> end() {
    Optional<Event> event =
        data.isEmpty() ? Optional.empty() : Optional.of(new Event(name, data.toString()));
    data.setLength(0);
    name = "message";
    return event;
  }
}
