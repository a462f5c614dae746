package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.telemetry.Fact;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who may ask: by a token (RFC 6750), or by the cookie of a browser that showed one. Where
 * there are no tokens everybody who reaches the listener is an operator.
 */
final class Doorkeeper {
  /** The cookie of browsers. */
  static final String COOKIE = "figleaf_admin";

  private static final Logger LOG = LogManager.getLogger(Doorkeeper.class);
  private static final String BEARER = "bearer ";

  private final AdminTokens tokens;
  private final Sessions sessions;
  private final Attempts attempts;

  Doorkeeper(AdminTokens tokens, Sessions sessions, Attempts attempts) {
    this.tokens = tokens;
    this.sessions = sessions;
    this.attempts = attempts;
  }

  /** Whether anybody is asked for a token. */
  boolean asks() {
    return !tokens.isEmpty();
  }

  /** Notes who sent a request; the reason to refuse it, or null. */
  @Nullable AdminError check(RoutingContext context, Access access) {
    if (access == Access.OPEN) {
      return null;
    }
    String address = address(context.request());
    if (!asks()) {
      new Caller(null, Role.OPERATOR, address).put(context);
      return null;
    }
    List<String> shown = context.request().headers().getAll(HttpHeaderNames.AUTHORIZATION);
    if (!shown.isEmpty() && attempts.areTooMany(address)) {
      return AdminError.TOO_MANY_ATTEMPTS;
    }
    Optional<AdminTokens.Holder> holder =
        shown.isEmpty() ? ofSession(context) : ofBearer(shown, address);
    holder.ifPresent(it -> new Caller(it.name(), it.role(), address).put(context));
    if (holder.isEmpty()) {
      return shown.isEmpty() ? AdminError.TOKEN_MISSING : AdminError.TOKEN_WRONG;
    }
    return access.isFor(holder.get().role()) ? null : AdminError.NOT_OPERATOR;
  }

  private Optional<AdminTokens.Holder> ofSession(RoutingContext context) {
    return session(context).flatMap(sessions::holder);
  }

  private static Optional<String> session(RoutingContext context) {
    return Optional.ofNullable(context.request().getCookie(COOKIE)).map(Cookie::getValue);
  }

  private Optional<AdminTokens.Holder> ofBearer(List<String> shown, String address) {
    String value = shown.getFirst();
    boolean bearer = shown.size() == 1 && value.toLowerCase(Locale.ROOT).startsWith(BEARER);
    return bearer ? holder(value.substring(BEARER.length()).strip(), address) : Optional.empty();
  }

  private Optional<AdminTokens.Holder> holder(String secret, String address) {
    Optional<AdminTokens.Holder> holder = tokens.holder(secret);
    if (holder.isEmpty() && attempts.failed(address)) {
      LOG.warn(
          Fact.of("admin tokens from an address are looked at no more for a minute")
              .with("address", address)
              .with("wrong", Attempts.MOST));
    }
    return holder;
  }

  /** Begins a session for who shows a token; the cookie's value, or empty. */
  Optional<String> begin(RoutingContext context, String secret) {
    String address = address(context.request());
    if (attempts.areTooMany(address)) {
      throw AdminError.TOO_MANY_ATTEMPTS.refusal();
    }
    return holder(secret, address).map(sessions::begin);
  }

  /** Ends the session that a request belongs to, if it does. */
  void end(RoutingContext context) {
    session(context).ifPresent(sessions::end);
  }

  static String address(HttpServerRequest request) {
    return request.remoteAddress() == null || request.remoteAddress().hostAddress() == null
        ? "unknown"
        : request.remoteAddress().hostAddress();
  }
}
