package dev.figleaf.proxy.admin;

import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;

/** Which endpoints there are, which seam to cut next, and what nobody calls any more. */
final class InventoryResource {
  private static final int USUAL_DAYS = 30;
  private static final int MOST_DAYS = 366;
  private static final int USUAL_ROWS = 200;
  private static final int MOST_ROWS = 5_000;

  private final InventoryViews views;
  private final Blocking blocking;

  InventoryResource(InventoryViews views, Blocking blocking) {
    this.views = views;
    this.blocking = blocking;
  }

  /** {@code ?days=30&upstream=NAME&sort=calls&most=N}. */
  void endpoints(RoutingContext context) {
    try {
      int days = days(context);
      int most = (int) Parameters.number(context, "most", USUAL_ROWS, 1, MOST_ROWS);
      InventoryOrder order = order(context.request().getParam("sort", "calls"));
      blocking.run(
          context,
          () -> views.inventory(days, upstream(context), order, most),
          view -> Answer.view(context, view));
    } catch (Refusal refusal) {
      refusal.send(context);
    }
  }

  private static InventoryOrder order(String word) {
    return Optional.of(word)
        .filter(InventoryOrder.words()::contains)
        .map(known -> InventoryOrder.valueOf(known.toUpperCase(Locale.ROOT)))
        .orElseThrow(
            () ->
                Refusal.badParameter(
                    "sort is one of " + String.join(", ", InventoryOrder.words())));
  }

  /** {@code ?days=30&upstream=NAME}. */
  void suggestions(RoutingContext context) {
    try {
      int days = days(context);
      blocking.run(
          context,
          () -> views.suggestions(days, upstream(context)),
          view -> Answer.view(context, view));
    } catch (Refusal refusal) {
      refusal.send(context);
    }
  }

  /** {@code ?days=30&upstream=NAME}. */
  void sunset(RoutingContext context) {
    try {
      int days = days(context);
      blocking.run(
          context, () -> views.sunset(days, upstream(context)), view -> Answer.view(context, view));
    } catch (Refusal refusal) {
      refusal.send(context);
    }
  }

  private static int days(RoutingContext context) {
    return (int) Parameters.number(context, "days", USUAL_DAYS, 1, MOST_DAYS);
  }

  private static Optional<String> upstream(RoutingContext context) {
    return Optional.ofNullable(context.request().getParam("upstream"));
  }
}
