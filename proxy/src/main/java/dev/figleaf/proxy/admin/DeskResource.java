package dev.figleaf.proxy.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

/** What is live, and how it came to be. Each answer's ETag is the revision, for If-Match. */
final class DeskResource {
  /** The most events of one answer. */
  static final int MOST_EVENTS = 500;

  private static final int USUAL_EVENTS = 50;

  private final LiveDesk desk;
  private final Blocking blocking;

  DeskResource(LiveDesk desk, Blocking blocking) {
    this.desk = desk;
    this.blocking = blocking;
  }

  void status(RoutingContext context) {
    show(context, desk::status);
  }

  void seams(RoutingContext context) {
    show(context, () -> Map.of("seams", desk.seams()));
  }

  void seam(RoutingContext context) {
    String name = named(context, "name");
    show(context, () -> desk.seam(name).orElseThrow(() -> unknownSeam(name)));
  }

  void hour(RoutingContext context) {
    String name = named(context, "name");
    show(context, () -> Map.of("points", desk.hour(name).orElseThrow(() -> unknownSeam(name))));
  }

  /** {@code ?as=yaml} gives what to write into the files, so that the overrides can go. */
  void overrides(RoutingContext context) {
    String as = context.request().getParam("as", "json");
    switch (as) {
      case "json" -> show(context, () -> Map.of("overrides", desk.overrides()));
      case "yaml" ->
          blocking.run(
              context,
              () -> OverridesYaml.of(desk.overrides()),
              yaml -> Answer.send(context.request(), 200, OverridesYaml.TYPE, Buffer.buffer(yaml)));
      default -> Refusal.badParameter("as is json or yaml").send(context);
    }
  }

  /** {@code ?before=REVISION&most=N}. */
  void history(RoutingContext context) {
    try {
      long before = Parameters.number(context, "before", 0, 0, Long.MAX_VALUE);
      int most = (int) Parameters.number(context, "most", USUAL_EVENTS, 1, MOST_EVENTS);
      show(context, () -> Map.of("events", desk.history(before, most)));
    } catch (Refusal refusal) {
      refusal.send(context);
    }
  }

  void event(RoutingContext context) {
    String revision = named(context, "revision");
    show(
        context,
        () ->
            Parameters.parsed(revision)
                .flatMap(desk::event)
                .orElseThrow(() -> unknownRevision(revision)));
  }

  private void show(RoutingContext context, Callable<?> making) {
    blocking.run(
        context,
        making,
        view -> {
          tag(context, desk.revision());
          Answer.view(context, view);
        });
  }

  static void tag(RoutingContext context, long revision) {
    context.response().putHeader(HttpHeaderNames.ETAG, "\"" + revision + "\"");
  }

  static String named(RoutingContext context, String parameter) {
    return Objects.requireNonNull(context.pathParam(parameter));
  }

  static Refusal unknownSeam(String name) {
    return new Refusal(404, "unknown-seam", "The live rules have no seam " + name + ".");
  }

  static Refusal unknownRevision(String revision) {
    return new Refusal(404, "unknown-revision", "The history has no revision " + revision + ".");
  }
}
