package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.page.UpstreamOrders;
import dev.figleaf.proxy.admin.page.UpstreamOrders.Told;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.upstream.EndpointOrder;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The upstreams of the live rules, and what operators tell them. That is lost with the process. */
final class UpstreamsResource {
  private final UpstreamViews views;
  private final UpstreamOrders orders;
  private final Blocking blocking;

  UpstreamsResource(UpstreamViews views, UpstreamOrders orders, Blocking blocking) {
    this.views = views;
    this.orders = orders;
    this.blocking = blocking;
  }

  void list(RoutingContext context) {
    Answer.view(context, Map.of("upstreams", views.all()));
  }

  void show(RoutingContext context) {
    views
        .named(DeskResource.named(context, "name"))
        .ifPresentOrElse(
            view -> Answer.view(context, view), () -> AdminError.UNKNOWN_UPSTREAM.send(context));
  }

  /** {@code {"because":…,"by":…}}, as the others. */
  void resetBreaker(RoutingContext context) {
    String name = DeskResource.named(context, "name");
    tell(context, name, author -> orders.resetBreaker(author, name));
  }

  void drain(RoutingContext context) {
    order(context, EndpointOrder.DRAIN);
  }

  void restore(RoutingContext context) {
    order(context, EndpointOrder.RESTORE);
  }

  void eject(RoutingContext context) {
    order(context, EndpointOrder.EJECT);
  }

  private void order(RoutingContext context, EndpointOrder order) {
    String name = DeskResource.named(context, "name");
    String address = DeskResource.named(context, "address");
    tell(context, name, author -> orders.endpoint(author, name, order, address));
  }

  private void tell(RoutingContext context, String name, Function<Author, Told> doing) {
    Body.orQuery(
        context,
        body -> {
          Author author = author(context, body);
          blocking.run(
              context,
              () -> done(doing.apply(author)),
              _ -> views.named(name).ifPresent(view -> Answer.view(context, view)));
        });
  }

  private static Told.Done done(Told told) {
    return switch (told) {
      case Told.Done done -> done;
      case Told.Gone() -> throw AdminError.UNKNOWN_UPSTREAM.refusal();
      case Told.Refused(int status, String code, String message) ->
          throw new Refusal(status, code, message);
    };
  }

  private static Author author(RoutingContext context, JsonObject body) {
    Body.onlyKnows(body, Set.of("because", "by"));
    return ChangesResource.author(context, body);
  }
}
