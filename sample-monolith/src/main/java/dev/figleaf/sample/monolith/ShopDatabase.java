package dev.figleaf.sample.monolith;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The shop's SQLite file. Blocks: use it from virtual threads. */
final class ShopDatabase implements AutoCloseable {
  private final HikariDataSource connections;
  private final Jdbi jdbi;

  private ShopDatabase(HikariDataSource connections) {
    this.connections = connections;
    this.jdbi = Jdbi.create(connections);
  }

  /** Opens the file; makes and fills it, all or nothing, when it is new. */
  static ShopDatabase open(MonolithOptions options) {
    var database = new ShopDatabase(new HikariDataSource(pool(options)));
    try {
      database.jdbi.useTransaction(handle -> create(handle, options.seed()));
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  Jdbi jdbi() {
    return jdbi;
  }

  private static HikariConfig pool(MonolithOptions options) {
    var file = options.database().toAbsolutePath();
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder of " + file, e);
    }
    var config = new HikariConfig();
    config.setPoolName("shop");
    config.setJdbcUrl("jdbc:sqlite:" + file);
    config.setMaximumPoolSize(4);
    config.setConnectionTimeout(5_000);
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("synchronous", "NORMAL");
    config.addDataSourceProperty("busy_timeout", "5000");
    config.addDataSourceProperty("foreign_keys", "true");
    // A transaction that reads first and then writes must not find another writer in between.
    config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
    return config;
  }

  private static void create(Handle handle, long seed) {
    if (handle.createQuery("PRAGMA user_version").mapTo(Integer.class).one() > 0) {
      return;
    }
    for (var statement : schema().split(";\\s*")) {
      handle.execute(statement);
    }
    var products = ProductSeed.products(seed);
    Products.insert(handle, ProductSeed.categories(), products);
    Customers.insert(handle, CustomerSeed.customers(seed));
    Orders.insert(handle, CustomerSeed.orders(seed, products));
    handle.execute("PRAGMA user_version = 1");
  }

  private static String schema() {
    return new String(Resources.read("schema.sql").getBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    connections.close();
  }
}
