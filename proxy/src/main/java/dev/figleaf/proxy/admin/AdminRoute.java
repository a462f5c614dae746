package dev.figleaf.proxy.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * One thing that can be asked of the admin listener: a row of {@link AdminRoutes}.
 *
 * @param doc one line for the index
 * @param access who may ask
 * @param body what may be sent with it
 */
record AdminRoute(
    HttpMethod method,
    String path,
    Handler<RoutingContext> handler,
    String doc,
    Access access,
    BodyLimit body) {

  /** Who looks may look, who changes something must be allowed to. */
  private AdminRoute(HttpMethod method, String path, Handler<RoutingContext> handler, String doc) {
    this(
        method,
        path,
        handler,
        doc,
        method == HttpMethod.GET ? Access.VIEWER : Access.OPERATOR,
        method == HttpMethod.GET ? BodyLimit.NONE : BodyLimit.JSON);
  }

  static AdminRoute get(String path, Handler<RoutingContext> handler, String doc) {
    return new AdminRoute(HttpMethod.GET, path, handler, doc);
  }

  static AdminRoute post(String path, Handler<RoutingContext> handler, String doc) {
    return new AdminRoute(HttpMethod.POST, path, handler, doc);
  }

  static AdminRoute put(String path, Handler<RoutingContext> handler, String doc) {
    return new AdminRoute(HttpMethod.PUT, path, handler, doc);
  }

  static AdminRoute delete(String path, Handler<RoutingContext> handler, String doc) {
    return new AdminRoute(HttpMethod.DELETE, path, handler, doc);
  }

  /** The same for others. */
  AdminRoute to(Access others) {
    return new AdminRoute(method, path, handler, doc, others, body);
  }

  /** The same with another body. */
  AdminRoute taking(BodyLimit other) {
    return new AdminRoute(method, path, handler, doc, access, other);
  }
}
