package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.history.Author;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param token the name of the token that was shown; null where none is asked for
 * @param address where from
 */
record Caller(@Nullable String token, Role role, String address) {
  private static final String KEY = "caller";

  /** Who sent a request that was let in. */
  static Caller of(RoutingContext context) {
    return Objects.requireNonNull(context.get(KEY));
  }

  /** The same, where everybody is let in: empty where nobody was asked. */
  static Optional<Caller> maybe(RoutingContext context) {
    return Optional.ofNullable(context.get(KEY));
  }

  void put(RoutingContext context) {
    context.put(KEY, this);
  }

  /** How {@link Author#from} names this. */
  String from() {
    return "api " + address;
  }

  /**
   * The name that goes into the history.
   *
   * @param said what the request says; beside the token's name, which is sure
   */
  String by(@Nullable String said) {
    if (token == null) {
      return said == null ? "operator" : said;
    }
    return said == null || said.equals(token) ? token : said + " (token " + token + ")";
  }
}
