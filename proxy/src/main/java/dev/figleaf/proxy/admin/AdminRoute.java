package dev.figleaf.proxy.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * One thing that can be asked of the admin listener: a row of {@link AdminRoutes}.
 *
 * @param doc one line for the index
 * @param access who may ask
 * @param body what may be sent with it
 * @param contract what it takes and gives, as it is documented
 */
record AdminRoute(
    HttpMethod method,
    String path,
    Handler<RoutingContext> handler,
    String doc,
    Access access,
    BodyLimit body,
    Contract contract) {

  /** Who looks may look, who changes something must be allowed to. */
  private AdminRoute(HttpMethod method, String path, Handler<RoutingContext> handler, String doc) {
    this(
        method,
        path,
        handler,
        doc,
        method == HttpMethod.GET ? Access.VIEWER : Access.OPERATOR,
        method == HttpMethod.GET ? BodyLimit.NONE : BodyLimit.JSON,
        Contract.NONE);
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
    return new AdminRoute(method, path, handler, doc, others, body, contract);
  }

  /** The same with another body. */
  AdminRoute taking(BodyLimit other) {
    return new AdminRoute(method, path, handler, doc, access, other, contract);
  }

  /** The same, answering with a record. */
  AdminRoute giving(Class<? extends Record> view) {
    return giving(200, new Shape.View(view));
  }

  /** The same, answering with a list of records under one name. */
  AdminRoute giving(String member, Class<? extends Record> view) {
    return giving(200, new Shape.Listed(member, view));
  }

  /** The same, answering with an object that has these members. */
  AdminRoute givingObject(String... members) {
    return giving(200, new Shape.Members(List.of(members)));
  }

  /** The same, answering with something that is no JSON. */
  AdminRoute givingText(String mediaType) {
    return giving(200, new Shape.Text(mediaType));
  }

  AdminRoute giving(int status, Shape answer) {
    return documented(new Contract(status, answer, contract.query(), contract.sent()));
  }

  /** The same with parameters: {@code before:integer}. */
  AdminRoute asking(String... parameters) {
    return documented(
        new Contract(
            contract.status(), contract.answer(), Shape.Field.all(parameters), contract.sent()));
  }

  /** The same with what is sent: {@code weight*} must be there, {@code because} need not. */
  AdminRoute sending(String... members) {
    return documented(
        new Contract(
            contract.status(),
            contract.answer(),
            contract.query(),
            new Shape.Fields(Shape.Field.all(members))));
  }

  private AdminRoute documented(Contract other) {
    return new AdminRoute(method, path, handler, doc, access, body, other);
  }
}
