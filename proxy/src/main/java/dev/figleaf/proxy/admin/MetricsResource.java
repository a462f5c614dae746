package dev.figleaf.proxy.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The figures, for Prometheus to fetch.
 *
 * <p>A scrape takes milliseconds, so a worker does it; whoever asks while one runs gets the same.
 */
final class MetricsResource {
  private static final String EXPOSITION = "text/plain; version=0.0.4; charset=utf-8";

  private final Vertx vertx;
  private final Supplier<String> scrape;
  private @Nullable Future<Buffer> running;

  MetricsResource(Vertx vertx, Supplier<String> scrape) {
    this.vertx = vertx;
    this.scrape = scrape;
  }

  void scrape(RoutingContext context) {
    figures()
        .onComplete(
            figures -> Answer.send(context.request(), 200, EXPOSITION, figures), context::fail);
  }

  private Future<Buffer> figures() {
    Future<Buffer> shared = running;
    if (shared == null) {
      shared =
          vertx
              .executeBlocking(scrape::get)
              .map(text -> Buffer.buffer(Objects.requireNonNull(text)));
      running = shared;
      shared.onComplete(_ -> running = null);
    }
    return shared;
  }
}
