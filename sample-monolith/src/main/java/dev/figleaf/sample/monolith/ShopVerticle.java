package dev.figleaf.sample.monolith;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One shop on one event loop: wires everything, opens it and closes it. */
final class ShopVerticle extends VerticleBase {
  private static final int GRACE_SECONDS = 5;

  private final MonolithOptions options;
  private @Nullable Blocking blocking;
  private @Nullable ShopDatabase database;
  private @Nullable HttpServer server;
  private @Nullable Ticker ticker;
  private @Nullable Follower follower;

  ShopVerticle(MonolithOptions options) {
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
        .call(() -> ShopDatabase.open(options))
        .compose(
            opened -> {
              database = opened;
              return threads.call(() -> FileShelf.fill(new Products(opened.jdbi())));
            })
        .compose(this::listen)
        .recover(failure -> close().transform(_ -> Future.failedFuture(failure)));
  }

  @Override
  public Future<?> stop() {
    return close();
  }

  private Future<HttpServer> listen(FileShelf files) {
    var web = routes(files);
    server = vertx.createHttpServer(serverOptions()).requestHandler(web::handle);
    return server.listen();
  }

  private HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setHost(options.host())
        .setPort(options.port())
        .setIdleTimeout(75)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setMaxWebSocketFrameSize(4_096)
        .setMaxWebSocketMessageSize(4_096)
        .setWebSocketSubProtocols(List.of(Ticker.PROTOCOL));
  }

  private Web routes(FileShelf files) {
    var jdbi = Objects.requireNonNull(database).jdbi();
    var clock = Clock.systemUTC();
    var products = new Products(jdbi);
    var customers = new Customers(jdbi);
    var orders = new Orders(jdbi);
    var sessions = new Sessions(jdbi, clock);
    var visitors = new Visitors(customers, sessions);
    var desk = new OrderDesk(orders, products, clock);
    var web = new Web(vertx, Objects.requireNonNull(blocking));
    new CatalogApi(products, new Meta.Source(options.meta(), clock, new Random())).register(web);
    new StockDesk(products, follower()).register(web);
    new UserApi(customers, visitors).register(web);
    new OrderApi(orders, products, visitors, desk).register(web);
    new ShopPages(products, visitors).register(web);
    new LoginPages(customers, sessions, visitors).register(web);
    new OrderPages(orders, products, visitors, desk).register(web);
    new SalesReport(orders, visitors).register(web);
    new OrderExport(orders, Objects.requireNonNull(blocking)).register(web);
    new NewsFeed(products).register(web);
    files.register(web);
    ticker = new Ticker(vertx, options);
    ticker.register(web);
    return web;
  }

  private Follower follower() {
    var told = new Follower(options.follower());
    follower = told;
    return told;
  }

  /** Closes what was opened, the last first; streams end at once, requests get some seconds. */
  private Future<?> close() {
    if (ticker != null) {
      ticker.close();
    }
    var listening = server;
    var ended =
        listening == null
            ? Future.<Void>succeededFuture()
            : listening.shutdown(GRACE_SECONDS, TimeUnit.SECONDS);
    return ended.eventually(
        () ->
            vertx.executeBlocking(
                () -> {
                  if (blocking != null) {
                    blocking.close();
                  }
                  if (follower != null) {
                    follower.close();
                  }
                  if (database != null) {
                    database.close();
                  }
                  return true;
                }));
  }
}
