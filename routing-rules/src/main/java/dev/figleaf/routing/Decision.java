package dev.figleaf.routing;

import org.jspecify.annotations.Nullable;

/**
 * Which upstream serves a request, and why.
 *
 * @param upstream the name of the upstream that serves
 * @param draw where the client stands, from 0 inclusive to 1 exclusive, or NaN where nothing was
 *     drawn
 * @param key what said who the client is, as written in rules ({@code header:X-User-Id}), {@code
 *     visitor}, {@code request} for a draw per request, or null where nothing was drawn
 * @param mintedVisitor the value for a new visitor cookie, or null where none is to be set
 */
public record Decision(
    String upstream, double draw, @Nullable String key, @Nullable String mintedVisitor) {

  /** A decision without a draw. */
  public static Decision fixed(String upstream) {
    return new Decision(upstream, Double.NaN, null, null);
  }
}
