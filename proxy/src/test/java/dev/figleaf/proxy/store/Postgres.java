package dev.figleaf.proxy.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PostgreSQL of this JVM, with a new database for whoever asks. As root it runs in a user
 * namespace of its own, because PostgreSQL refuses to be root.
 */
public final class Postgres {
  private static final EmbeddedPostgres SERVER = start();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Postgres() {}

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A database without tables. */
  public static StoreSettings newDatabase() {
    String name = "test" + COUNT.incrementAndGet();
    try (var connection = SERVER.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return settings(SERVER.getPort(), name);
  }

  /** The settings of a database on this machine. */
  public static StoreSettings settings(int port, String database) {
    return new StoreSettings(
        StoreUrl.parse("postgresql://localhost:" + port + "/" + database),
        "postgres",
        "postgres",
        StoreSettings.USUAL.keep(),
        StoreSettings.USUAL.maxSize(),
        null);
  }
}
