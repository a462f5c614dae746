package dev.figleaf.proxy.admin.page;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * One page, or one form that is sent.
 *
 * @param doc one line for the index
 * @param files whether rule files may be sent, which are larger than what people type
 * @param open whether it is for who has not signed in, too
 */
public record PageRoute(
    HttpMethod method,
    String path,
    Handler<RoutingContext> handler,
    String doc,
    boolean files,
    boolean open) {}
