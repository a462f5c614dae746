package dev.figleaf.sample.catalog;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running catalog.
 *
 * <p>Safe to use from any thread; several may run in one process, each on a database of its own.
 */
public final class CatalogService {
  private final Vertx vertx;
  private final String deployment;
  private final int port;

  private CatalogService(Vertx vertx, String deployment, int port) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.port = port;
  }

  /**
   * Opens the database, seeds it when it is new, and listens.
   *
   * @return fails when the port is taken or the database cannot be opened; nothing is left running
   */
  public static Future<CatalogService> start(Vertx vertx, CatalogOptions options) {
    var catalog = new CatalogVerticle(options);
    return vertx.deployVerticle(catalog).map(id -> new CatalogService(vertx, id, catalog.port()));
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** Lets requests end for a few seconds, and closes the database. */
  public Future<Void> stop() {
    return vertx.undeploy(deployment);
  }

  /** Runs the catalog until the process is told to end. */
  public static void main(String[] arguments) {
    System.setProperty("slf4j.internal.verbosity", "ERROR"); // no provider is no news here
    var options = options(arguments);
    var vertx = Vertx.vertx();
    try {
      var catalog = start(vertx, options).await(60, TimeUnit.SECONDS);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(vertx, catalog)));
      System.out.printf(
          "catalog service ready on http://%s:%d, data in %s%n",
          options.host(), catalog.port(), options.database());
    } catch (Exception e) {
      System.err.println("the catalog cannot start: " + e.getMessage());
      System.exit(1);
    }
  }

  private static CatalogOptions options(String[] arguments) {
    try {
      return CatalogOptions.parse(List.of(arguments), System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(
          "usage: [--port PORT] [--data FILE] [--host ADDRESS]"
              + " [--slow 500ms] [--down] [--error-rate 0.2] [--faults rounding,stale] [--meta off]");
      System.exit(2);
      throw e;
    }
  }

  private static void end(Vertx vertx, CatalogService catalog) {
    try {
      catalog.stop().await(8, TimeUnit.SECONDS);
      vertx.close().await(2, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      System.err.println("the catalog did not end within 10 s");
    }
  }
}
