package dev.figleaf.proxy.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * One thing that can be asked of the admin listener: a row of {@link AdminRoutes}.
 *
 * @param doc one line for the index
 */
record AdminRoute(HttpMethod method, String path, Handler<RoutingContext> handler, String doc) {

  static AdminRoute get(String path, Handler<RoutingContext> handler, String doc) {
    return new AdminRoute(HttpMethod.GET, path, handler, doc);
  }

  static AdminRoute post(String path, Handler<RoutingContext> handler, String doc) {
    return new AdminRoute(HttpMethod.POST, path, handler, doc);
  }

  static AdminRoute delete(String path, Handler<RoutingContext> handler, String doc) {
    return new AdminRoute(HttpMethod.DELETE, path, handler, doc);
  }
}
