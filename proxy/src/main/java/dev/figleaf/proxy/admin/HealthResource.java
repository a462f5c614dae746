package dev.figleaf.proxy.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** Whether the process lives, and whether it wants traffic. */
final class HealthResource {
  private static final Buffer OK = Buffer.buffer("ok\n");

  private final Supplier<Readiness> readiness;

  HealthResource(Supplier<Readiness> readiness) {
    this.readiness = readiness;
  }

  void live(RoutingContext context) {
    Answer.send(context.request(), 200, Answer.TEXT, OK);
  }

  void ready(RoutingContext context) {
    Readiness now = readiness.get();
    switch (now) {
      case READY -> Answer.send(context.request(), 200, Answer.TEXT, OK);
      case STARTING, HEAP_FULL, REQUESTS_FULL, DRAINING ->
          AdminError.send(
              context.request(), 503, now.code(), "Service Unavailable", now.sentence());
    }
  }
}
