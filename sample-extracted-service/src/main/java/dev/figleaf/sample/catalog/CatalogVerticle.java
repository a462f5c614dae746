package dev.figleaf.sample.catalog;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One catalog on one event loop: wires everything, opens it and closes it. */
final class CatalogVerticle extends VerticleBase {
  private static final int GRACE_SECONDS = 5;

  private final CatalogOptions options;
  private @Nullable Blocking blocking;
  private @Nullable CatalogDatabase database;
  private @Nullable HttpServer server;

  CatalogVerticle(CatalogOptions options) {
    this.options = options;
  }

  /** The port that it listens on, once it is deployed. */
  int port() {
    return Objects.requireNonNull(server).actualPort();
  }

  @Override
  public Future<?> start() {
    var threads = new Blocking(vertx);
    blocking = threads;
    return threads
        .call(() -> CatalogDatabase.open(options))
        .compose(opened -> listen(opened, threads))
        .recover(failure -> close().transform(_ -> Future.failedFuture(failure)));
  }

  @Override
  public Future<?> stop() {
    return close();
  }

  private Future<HttpServer> listen(CatalogDatabase opened, Blocking threads) {
    database = opened;
    var web = new Web(vertx, threads);
    register(web, opened);
    server = vertx.createHttpServer(serverOptions()).requestHandler(web::handle);
    return server.listen();
  }

  private void register(Web web, CatalogDatabase opened) {
    var clock = InstantSource.system();
    var products = new Products(opened.jdbi());
    var changes = new RecentChanges(clock, Fault.LATELY);
    var faults = new Faults(options.faults(), changes);
    var metas = new Meta.Source(options.meta(), clock, new Random());
    faults.register(web); // in front of the switches: a service that is down can be told still
    new SwitchBoard(vertx, options.switches()).register(web);
    new PublicCatalog(products, faults, metas).register(web);
    new CatalogV2(products, faults).register(web);
    new StockDesk(products, changes).register(web);
    new Health(opened.jdbi()).register(web);
  }

  private HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setHost(options.host())
        .setPort(options.port())
        .setIdleTimeout(75)
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
  }

  /** Closes what was opened, the last first; requests get some seconds to end. */
  private Future<?> close() {
    var listening = server;
    var ended =
        listening == null
            ? Future.<Void>succeededFuture()
            : listening.shutdown(GRACE_SECONDS, TimeUnit.SECONDS);
    return ended.eventually(() -> vertx.executeBlocking(this::release));
  }

  private boolean release() {
    if (blocking != null) {
      blocking.close();
    }
    if (database != null) {
      database.close();
    }
    return true;
  }
}
