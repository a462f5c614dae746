package dev.figleaf.proxy.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Hears of PostgreSQL when somebody has added to the history, on a connection and a virtual thread
 * of its own. Whoever listens asks now and then by himself: a notice may be lost, and a proxy in
 * front of the database may pass none on.
 */
final class RuleNotices implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(RuleNotices.class);
  private static final String CHANNEL = "figleaf_rules";
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final StoreSettings settings;
  private final Runnable added;
  private final Thread thread;
  private volatile @Nullable Connection connection;
  private volatile boolean closed;

  private RuleNotices(StoreSettings settings, Runnable added) {
    this.settings = settings;
    this.added = added;
    this.thread = Thread.ofVirtual().name("rule-notices").unstarted(this::run);
  }

  static RuleNotices listen(StoreSettings settings, Runnable added) {
    var notices = new RuleNotices(settings, added);
    notices.thread.start();
    return notices;
  }

  /** Tells all who listen, when the transaction is committed. */
  static void send(Handle handle) {
    handle.createQuery("SELECT pg_notify('" + CHANNEL + "', '')").mapTo(String.class).list();
  }

  private void run() {
    while (!closed) {
      try (Connection open = Connections.single(settings)) {
        connection = open;
        try (var statement = open.createStatement()) {
          statement.execute("LISTEN " + CHANNEL);
        }
        hear(open);
      } catch (SQLException e) {
        LOG.debug("history: no notices of PostgreSQL for now: {}", StoreTrouble.name(e));
      }
      pause();
    }
  }

  private void hear(Connection open) throws SQLException {
    PGConnection postgres = open.unwrap(PGConnection.class);
    added.run();
    while (!closed) {
      if (postgres.getNotifications((int) WAIT.toMillis()).length > 0) {
        added.run();
      }
    }
  }

  private void pause() {
    try {
      if (!closed) {
        Thread.sleep(PAUSE); // a virtual thread of its own: nobody waits for it
      }
    } catch (InterruptedException _) {
      closed = true;
    }
  }

  @Override
  public void close() throws SQLException {
    closed = true;
    thread.interrupt();
    Connection open = connection;
    if (open != null) {
      // Closing it would wait for who listens.
      open.abort(Runnable::run);
    }
  }
}
