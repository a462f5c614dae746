package dev.figleaf.proxy.cli.demo;

import dev.figleaf.sample.catalog.CatalogOptions;
import dev.figleaf.sample.catalog.CatalogService;
import dev.figleaf.sample.monolith.MonolithOptions;
import dev.figleaf.sample.monolith.ShopMonolith;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Both samples, running, with their data in a folder that goes when they end. */
public final class Samples implements AutoCloseable {
  private static final long SECONDS = 60;

  private final Vertx vertx;
  private final Path data;
  private final int monolithPort;
  private final int catalogPort;

  private Samples(Vertx vertx, Path data, int monolithPort, int catalogPort) {
    this.vertx = vertx;
    this.data = data;
    this.monolithPort = monolithPort;
    this.catalogPort = catalogPort;
  }

  /**
   * Starts both on the loopback address.
   *
   * @param monolithPort a port, or 0 for any that is free
   * @param catalogPort a port, or 0 for any that is free
   */
  public static Samples start(int monolithPort, int catalogPort) throws IOException {
    Path data = Files.createTempDirectory("figleaf-demo");
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    try {
      var catalog =
          CatalogService.start(vertx, new CatalogOptions(catalogPort, data.resolve("catalog.db")))
              .await(SECONDS, TimeUnit.SECONDS);
      var options =
          new MonolithOptions(monolithPort, data.resolve("shop.db"))
              .followedBy(URI.create("http://127.0.0.1:" + catalog.port()));
      var shop = ShopMonolith.start(vertx, options).await(SECONDS, TimeUnit.SECONDS);
      return new Samples(vertx, data, shop.port(), catalog.port());
    } catch (Exception e) {
      close(vertx, data);
      throw new IOException("the samples cannot start: " + e.getMessage(), e);
    }
  }

  /** A folder that goes when they end. */
  public Path folder() {
    return data;
  }

  public String monolithUrl() {
    return "http://127.0.0.1:" + monolithPort;
  }

  public String catalogUrl() {
    return "http://127.0.0.1:" + catalogPort;
  }

  /** Where the catalog service hears of its faults. */
  public String faultsUrl() {
    return catalogUrl() + "/faults";
  }

  /** Makes these the faults of the catalog service, and no others. */
  public void plant(Collection<Planted> faults) throws IOException, InterruptedException {
    String list = Planted.json(faults);
    try (HttpClient http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(faultsUrl()))
              .PUT(HttpRequest.BodyPublishers.ofString(list))
              .build();
      String now = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      if (!now.equals(list)) {
        throw new IOException("the catalog was told " + list + " and has " + now);
      }
    }
  }

  @Override
  public void close() throws IOException {
    close(vertx, data);
  }

  private static void close(Vertx vertx, Path data) throws IOException {
    try {
      vertx.close().await(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      // The process ends anyway; its data must still go.
    }
    try (Stream<Path> files = Files.walk(data)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
