package dev.figleaf.proxy.admin;

import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;

/** The upstreams of the live rules, as JSON. */
final class UpstreamsResource {
  private final UpstreamViews views;

  UpstreamsResource(UpstreamViews views) {
    this.views = views;
  }

  void list(RoutingContext context) {
    Answer.view(context, Map.of("upstreams", views.all()));
  }

  void show(RoutingContext context) {
    views
        .named(Objects.requireNonNull(context.pathParam("name")))
        .ifPresentOrElse(
            view -> Answer.view(context, view), () -> AdminError.UNKNOWN_UPSTREAM.send(context));
  }
}
