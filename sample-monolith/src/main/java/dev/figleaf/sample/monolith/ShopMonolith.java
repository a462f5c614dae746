package dev.figleaf.sample.monolith;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running shop.
 *
 * <p>Safe to use from any thread; several may run in one process, each on a database of its own.
 */
public final class ShopMonolith {
  private final Vertx vertx;
  private final String deployment;
  private final int port;

  private ShopMonolith(Vertx vertx, String deployment, int port) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.port = port;
  }

  /**
   * Opens the database, seeds it when it is new, and listens.
   *
   * @return fails when the port is taken or the database cannot be opened; nothing is left running
   */
  public static Future<ShopMonolith> start(Vertx vertx, MonolithOptions options) {
    var shop = new ShopVerticle(options);
    return vertx.deployVerticle(shop).map(id -> new ShopMonolith(vertx, id, shop.port()));
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** Ends the streams, lets other requests end for a few seconds, and closes the database. */
  public Future<Void> stop() {
    return vertx.undeploy(deployment);
  }

  /** Runs the shop until the process is told to end. */
  public static void main(String[] arguments) {
    System.setProperty("slf4j.internal.verbosity", "ERROR"); // no provider is no news here
    var options = options(arguments);
    var vertx = Vertx.vertx();
    try {
      var shop = start(vertx, options).await(60, TimeUnit.SECONDS);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(vertx, shop)));
      System.out.printf(
          "shop monolith ready on http://%s:%d, data in %s%n",
          options.host(), shop.port(), options.database());
    } catch (Exception e) {
      System.err.println("the shop cannot start: " + e.getMessage());
      System.exit(1);
    }
  }

  private static MonolithOptions options(String[] arguments) {
    try {
      return MonolithOptions.parse(List.of(arguments), System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(
          "usage: [--port PORT] [--data FILE] [--host ADDRESS] [--follower URL] [--meta off]");
      System.exit(2);
      throw e;
    }
  }

  private static void end(Vertx vertx, ShopMonolith shop) {
    try {
      shop.stop().await(8, TimeUnit.SECONDS);
      vertx.close().await(2, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      System.err.println("the shop did not end within 10 s");
    }
  }
}
