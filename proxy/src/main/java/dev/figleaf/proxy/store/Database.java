package dev.figleaf.proxy.store;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * One database, opened when it is first used and again when its file is not the same any more.
 * Blocks, each time for a few seconds at most; safe to share.
 */
final class Database implements AutoCloseable {
  /** Who waited while somebody else tried in vain need not try at once. */
  private static final Duration SAME_TROUBLE = Duration.ofMillis(200);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private record Opened(HikariDataSource connections, Jdbi jdbi, @Nullable Object file) {}

  private record Failed(StoreUnavailable why, long at) {}

  private final StoreSettings settings;
  private final ReentrantLock opening = new ReentrantLock();
  private final ReentrantLock changing = new ReentrantLock();
  private @Nullable Opened opened;
  private @Nullable Failed failed;
  private boolean closed;

  Database(StoreSettings settings) {
    this.settings = settings;
  }

  StoreSettings settings() {
    return settings;
  }

  /**
   * Reads, in no transaction.
   *
   * @throws StoreUnavailable where it cannot
   */
  <T> T read(Function<Handle, T> query) {
    return told(jdbi -> jdbi.withHandle(query::apply));
  }

  /**
   * Changes something in one transaction, one at a time: SQLite has one writer.
   *
   * @throws StoreUnavailable where it cannot; nothing is changed then
   * @throws RuntimeException where it must not, and never will be
   */
  <T> T change(Function<Handle, T> change) {
    changing.lock();
    try {
      return told(jdbi -> jdbi.inTransaction(change::apply));
    } finally {
      changing.unlock();
    }
  }

  /**
   * The same, for people: SQLite lets those wait by chance that wait for a lock, and one who writes
   * all the time can keep another out for seconds.
   */
  <T> T changeWithPatience(Function<Handle, T> change) {
    long begin = System.nanoTime();
    while (true) {
      try {
        return change(change);
      } catch (StoreUnavailable e) {
        if (!StoreTrouble.isLocked(e) || System.nanoTime() - begin > PATIENCE.toNanos()) {
          throw e;
        }
      }
    }
  }

  private <T> T told(Function<Jdbi, T> work) {
    Jdbi jdbi = jdbi();
    try {
      return work.apply(jdbi);
    } catch (RuntimeException e) {
      if (StoreTrouble.isRefusal(e)) {
        throw e;
      }
      throw StoreTrouble.unavailable(settings.url(), e);
    }
  }

  private Jdbi jdbi() {
    opening.lock();
    try {
      closeWhatIsGone();
      if (opened == null) {
        opened = open();
      }
      return opened.jdbi();
    } finally {
      opening.unlock();
    }
  }

  private Opened open() {
    if (closed) {
      throw new StoreUnavailable("the store " + settings.url() + " is closed");
    }
    if (failed != null && System.nanoTime() - failed.at < SAME_TROUBLE.toNanos()) {
      throw failed.why;
    }
    try {
      return connect();
    } catch (RuntimeException | LinkageError e) { // the library of SQLite does not load everywhere
      StoreUnavailable why = StoreTrouble.unavailable(settings.url(), e);
      failed = new Failed(why, System.nanoTime());
      throw why;
    }
  }

  private Opened connect() {
    HikariDataSource connections = Connections.open(settings);
    try {
      Jdbi jdbi = Jdbi.create(connections);
      Migrations.run(connections, jdbi, settings.url());
      return new Opened(connections, jdbi, file());
    } catch (RuntimeException | LinkageError e) {
      connections.close();
      throw e;
    }
  }

  /** SQLite goes on writing into a file that was deleted or replaced, and all of it is lost. */
  private void closeWhatIsGone() {
    if (opened != null && !Objects.equals(opened.file(), file())) {
      opened.connections().close();
      opened = null;
    }
  }

  private @Nullable Object file() {
    if (settings.url().kind() != StoreUrl.Kind.SQLITE) {
      return null;
    }
    try {
      return Files.readAttributes(settings.url().path(), BasicFileAttributes.class).fileKey();
    } catch (IOException _) {
      return "gone";
    }
  }

  @Override
  public void close() {
    opening.lock();
    try {
      closed = true;
      if (opened != null) {
        opened.connections().close();
        opened = null;
      }
    } finally {
      opening.unlock();
    }
  }
}
