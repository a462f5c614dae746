package dev.figleaf.proxy.admin.page;

import io.vertx.core.json.JsonObject;

/**
 * A live route, as the rules say it.
 *
 * @param at where it is written: file, line, column
 */
public record RouteRow(String name, String at, String match, String action) {
  static RouteRow of(JsonObject json) {
    return new RouteRow(
        json.getString("name", ""),
        json.getString("at", ""),
        json.getString("match", ""),
        json.getString("action", ""));
  }
}
