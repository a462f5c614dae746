package dev.figleaf.sample.catalog;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * {@code /switches}: reads and sets how badly the service behaves, and makes it so.
 *
 * <p>The switches themselves always work. {@code /healthz} goes down with the service, but a slow
 * or failing service says that it is well, as real ones do. PUT sets all switches: what it does not
 * name is off.
 */
final class SwitchBoard {
  private static final String PATH = "/switches";

  private final Vertx vertx;
  private volatile Switches now;
  private long requests;

  SwitchBoard(Vertx vertx, Switches first) {
    this.vertx = vertx;
    this.now = first;
  }

  private record Wire(@Nullable String slow, boolean down, double errorRate) {
    static Wire of(Switches s) {
      return new Wire(s.slow().toMillis() + "ms", s.down(), s.errorRate());
    }

    Switches switches() {
      return new Switches(Switches.duration(slow), down, errorRate);
    }
  }

  void register(Web web) {
    web.before(this::behave);
    web.get(PATH, _ -> Answer.json(200, Wire.of(now)));
    web.put(PATH, this::set);
  }

  private Answer set(Call call) {
    try {
      now = Json.read(call.body(), Wire.class).switches();
    } catch (IllegalArgumentException e) {
      throw HttpError.badRequest(String.valueOf(e.getMessage()));
    }
    return Answer.json(200, Wire.of(now));
  }

  /** Runs on the event loop, before every route. */
  private void behave(RoutingContext context) {
    var path =
        context.request().path(); // as sent: to normalise may fail, and that is a route's affair
    var switches = now;
    if (PATH.equals(path)) {
      context.next();
    } else if (switches.down()) {
      context.request().connection().close();
    } else if ("/healthz".equals(path)) {
      context.next();
    } else if (fails(switches.errorRate())) {
      context.fail(new HttpError(500, "internal server error"));
    } else if (switches.slow().isZero()) {
      context.next();
    } else {
      vertx.setTimer(switches.slow().toMillis(), _ -> context.next());
    }
  }

  /** Spreads failures evenly, so that a share of requests is exactly that share. */
  private boolean fails(double rate) {
    requests++;
    return Math.floor(requests * rate) > Math.floor((requests - 1) * rate);
  }
}
