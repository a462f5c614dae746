package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.telemetry.Fact;
import dev.figleaf.proxy.upstream.EndpointOrder;
import dev.figleaf.proxy.upstream.Upstream;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** The upstreams of the live rules, and what operators tell them. That is lost with the process. */
final class UpstreamsResource {
  private final UpstreamViews views;
  private final Blocking blocking;

  UpstreamsResource(UpstreamViews views, Blocking blocking) {
    this.views = views;
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
    Body.orQuery(
        context,
        body -> {
          Author author = author(context, body);
          change(
              context,
              name,
              () -> {
                if (!upstream(name).guard().resetBreaker()) {
                  throw new Refusal(422, "no-breaker", "Its breaker is disabled by the rules.");
                }
                Audit.tell(Fact.of("breaker reset").with("upstream", name), author);
                return name;
              });
        });
  }

  void drain(RoutingContext context) {
    order(context, EndpointOrder.DRAIN, "endpoint drained");
  }

  void restore(RoutingContext context) {
    order(context, EndpointOrder.RESTORE, "endpoint restored");
  }

  void eject(RoutingContext context) {
    order(context, EndpointOrder.EJECT, "endpoint ejected by an operator");
  }

  private void order(RoutingContext context, EndpointOrder order, String fact) {
    String name = DeskResource.named(context, "name");
    String address = DeskResource.named(context, "address");
    Body.orQuery(
        context,
        body -> {
          Author author = author(context, body);
          change(
              context,
              name,
              () -> {
                done(upstream(name).order(order, address), name, address);
                Fact told = Fact.of(fact).with("upstream", name).with("endpoint", address);
                Audit.tell(told, author);
                return name;
              });
        });
  }

  private static void done(EndpointOrder.Result result, String name, String address) {
    switch (result) {
      case DONE -> {}
      case UNKNOWN ->
          throw new Refusal(
              404,
              "unknown-endpoint",
              "Upstream " + name + " has no endpoint " + address + "; it lists them.");
      case LAST ->
          throw new Refusal(
              422,
              "last-endpoint",
              "It is the last one of " + name + " that is not drained; nobody would answer.");
    }
  }

  private static Author author(RoutingContext context, JsonObject body) {
    Body.onlyKnows(body, Set.of("because", "by"));
    return ChangesResource.author(context, body);
  }

  private Upstream upstream(String name) {
    return views.living(name).orElseThrow(AdminError.UNKNOWN_UPSTREAM::refusal);
  }

  private void change(RoutingContext context, String name, Callable<String> doing) {
    blocking.run(
        context, doing, _ -> views.named(name).ifPresent(view -> Answer.view(context, view)));
  }
}
