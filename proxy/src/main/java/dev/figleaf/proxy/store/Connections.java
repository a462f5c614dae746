package dev.figleaf.proxy.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** How connections to each kind of database are made. Every wait has an end. */
final class Connections {
  private static final int MOST = 4;
  private static final long WAIT_MS = 5_000;

  private Connections() {}

  /** A pool whose first connection stands. */
  static HikariDataSource open(StoreSettings settings) {
    var config = new HikariConfig();
    config.setPoolName("store");
    config.setMaximumPoolSize(MOST);
    config.setMinimumIdle(0);
    config.setIdleTimeout(60_000);
    config.setConnectionTimeout(WAIT_MS);
    config.setInitializationFailTimeout(1);
    config.setRegisterMbeans(false);
    switch (settings.url().kind()) {
      case SQLITE -> sqlite(config, settings);
      case POSTGRESQL -> postgres(config, settings);
    }
    return new HikariDataSource(config);
  }

  private static void sqlite(HikariConfig config, StoreSettings settings) {
    make(settings.url().path());
    config.setJdbcUrl("jdbc:sqlite:" + settings.url().path());
    config.addDataSourceProperty("busy_timeout", "1000");
    // A commit is on the disk when it returns: one a second costs nothing that anybody waits for.
    config.addDataSourceProperty("synchronous", "FULL");
    config.addDataSourceProperty("journal_size_limit", "16777216");
    config.addDataSourceProperty("cache_size", "-2000");
    // A transaction that reads first and then writes must not find another writer in between.
    config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
  }

  private static void postgres(HikariConfig config, StoreSettings settings) {
    config.setJdbcUrl("jdbc:" + settings.url());
    if (settings.user() != null) {
      config.setUsername(settings.user());
    }
    if (settings.password() != null) {
      config.setPassword(settings.password());
    }
    config.setDataSourceProperties(usual());
    config.setConnectionInitSql("SET lock_timeout = '5s'");
  }

  /** A connection of PostgreSQL that no pool knows. */
  static Connection single(StoreSettings settings) throws SQLException {
    Properties properties = usual();
    if (settings.user() != null) {
      properties.setProperty("user", settings.user());
    }
    if (settings.password() != null) {
      properties.setProperty("password", settings.password());
    }
    return DriverManager.getConnection("jdbc:" + settings.url(), properties);
  }

  private static Properties usual() {
    var usual = new Properties();
    usual.setProperty("connectTimeout", "4");
    usual.setProperty("socketTimeout", "30");
    usual.setProperty("tcpKeepAlive", "true");
    usual.setProperty("ApplicationName", "figleaf");
    return usual;
  }

  /** Makes the file, with what cannot be told to one that has tables; needless where they are. */
  private static void make(Path file) {
    try {
      @Nullable Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      if (!Files.exists(file) || Files.size(file) == 0) {
        makeNew(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + file, e);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot make " + file, e);
    }
  }

  private static void makeNew(Path file) throws SQLException {
    var busy = new Properties();
    busy.setProperty("busy_timeout", "1000");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, busy);
        var statement = connection.createStatement()) {
      // So that room can be given back a little at a time.
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("PRAGMA journal_mode = WAL");
    }
  }
}
