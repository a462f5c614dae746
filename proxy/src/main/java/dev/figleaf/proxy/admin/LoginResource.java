package dev.figleaf.proxy.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Lets a browser in that shows a token, and out again. Forms are answered with where to go next,
 * scripts with 204.
 */
final class LoginResource {
  private final Doorkeeper door;

  LoginResource(Doorkeeper door) {
    this.door = door;
  }

  /** {@code token=…}, as a form or as JSON. */
  void login(RoutingContext context) {
    if (!door.asks()) {
      done(context, "/");
      return;
    }
    Body.read(
        context,
        body -> {
          String token = Body.text(body, "token");
          Optional<String> session = door.begin(context, token == null ? "" : token);
          session.ifPresent(id -> context.response().addCookie(cookie(context, id)));
          if (session.isPresent()) {
            done(context, "/");
          } else if (isForm(context.request())) {
            done(context, "/login?refused=1");
          } else {
            AdminError.TOKEN_WRONG.send(context);
          }
        });
  }

  void logout(RoutingContext context) {
    door.end(context);
    context.response().addCookie(cookie(context, "").setMaxAge(0));
    done(context, door.asks() ? "/login" : "/");
  }

  private static void done(RoutingContext context, String next) {
    Answer.guard(context.response());
    if (isForm(context.request())) {
      context.response().setStatusCode(303).putHeader(HttpHeaderNames.LOCATION, next).end();
    } else {
      context.response().setStatusCode(204).end();
    }
  }

  private static boolean isForm(HttpServerRequest request) {
    return BodyLimit.type(request).equals(BodyLimit.FORM_TYPE);
  }

  private static Cookie cookie(RoutingContext context, String value) {
    String origin = context.request().getHeader(HttpHeaderNames.ORIGIN);
    return Cookie.cookie(Doorkeeper.COOKIE, value)
        .setPath("/")
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT)
        // Only the browser knows whether there is TLS in front.
        .setSecure(origin != null && origin.startsWith("https://"))
        .setMaxAge(Sessions.LONGEST.toSeconds());
  }
}
