package dev.figleaf.sample.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The service's SQLite file. Blocks: use it from virtual threads. */
final class CatalogDatabase implements AutoCloseable {
  private final HikariDataSource connections;
  private final Jdbi jdbi;

  private CatalogDatabase(HikariDataSource connections) {
    this.connections = connections;
    this.jdbi = Jdbi.create(connections);
  }

  /** Opens the file; makes and fills it, all or nothing, when it is new. */
  static CatalogDatabase open(CatalogOptions options) {
    var database = new CatalogDatabase(new HikariDataSource(pool(options)));
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

  private static HikariConfig pool(CatalogOptions options) {
    var file = options.database().toAbsolutePath();
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder of " + file, e);
    }
    var config = new HikariConfig();
    config.setPoolName("catalog");
    config.setJdbcUrl("jdbc:sqlite:" + file);
    config.setMaximumPoolSize(4);
    config.setConnectionTimeout(5_000);
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("synchronous", "NORMAL");
    config.addDataSourceProperty("busy_timeout", "5000");
    config.addDataSourceProperty("foreign_keys", "true");
    // Two that start on one new file must not both find it empty.
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
    Products.insert(handle, ProductSeed.categories(), ProductSeed.products(seed));
    handle.execute("PRAGMA user_version = 1");
  }

  private static String schema() {
    try (var in = CatalogDatabase.class.getResourceAsStream("/catalog/schema.sql")) {
      if (in == null) {
        throw new FileNotFoundException("schema.sql");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
