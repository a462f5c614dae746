package dev.figleaf.proxy.store;

import dev.figleaf.proxy.history.Known;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.rules.RuleTexts;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The history in SQLite or PostgreSQL, by the same SQL.
 *
 * <p>The database is opened, and its tables are made, when it is first used. Every method may be
 * called on any thread that may block; the next call tries again where one has failed. Processes
 * that add events at the same time are told apart by the end that they say they follow.
 */
public final class SqlRuleHistory implements RuleHistory, AutoCloseable {
  private final Database database;
  private final InstantSource clock;

  /** Opens nothing yet. */
  public SqlRuleHistory(StoreSettings settings, InstantSource clock) {
    this(new Database(settings), clock);
  }

  SqlRuleHistory(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Known newest() {
    return database.read(handle -> RuleQueries.fold(handle, RuleQueries.end(handle).revision()));
  }

  @Override
  public Following follow(long revision, String id) {
    return database.read(handle -> RuleQueries.follow(handle, revision, id));
  }

  @Override
  public boolean append(
      Known before, List<RuleEvent> events, Known after, Collection<RuleTexts> texts) {
    return database.change(
        handle -> {
          boolean isEnd = RuleRows.moveEnd(handle, before.revision(), before.id(), after);
          if (isEnd) {
            texts.forEach(one -> RuleRows.keep(handle, one, clock.millis()));
            RuleRows.add(handle, events);
            if (RuleRows.isBase(before.revision(), after.revision())) {
              RuleRows.base(handle, after);
            }
            tellOthers(handle);
          }
          return isEnd;
        });
  }

  private void tellOthers(Handle handle) {
    if (isShared()) {
      RuleNotices.send(handle);
    }
  }

  @Override
  public boolean found(long end, Known known, Collection<RuleTexts> texts) {
    return database.change(
        handle -> {
          RuleQueries.End now = RuleQueries.end(handle);
          boolean isEnd = now.revision() == end && RuleRows.moveEnd(handle, end, now.id(), known);
          if (isEnd) {
            texts.forEach(one -> RuleRows.keep(handle, one, clock.millis()));
            RuleRows.base(handle, known);
            tellOthers(handle);
          }
          return isEnd;
        });
  }

  @Override
  public Set<String> kept(Collection<String> ids) {
    return ids.isEmpty() ? Set.of() : database.read(handle -> RuleQueries.kept(handle, ids));
  }

  @Override
  public boolean mayHaveSome() {
    return isShared() || Files.exists(database.settings().url().path());
  }

  @Override
  public List<RuleEvent> events(long before, int most) {
    return database.read(
        handle -> RuleQueries.events(handle, before == 0 ? Long.MAX_VALUE : before, most));
  }

  @Override
  public Optional<RuleEvent> event(long revision) {
    return database.read(handle -> RuleQueries.event(handle, revision));
  }

  @Override
  public Optional<Known> at(long revision) {
    return database.read(
        handle ->
            RuleQueries.isThere(handle, revision)
                ? Optional.of(RuleQueries.fold(handle, revision))
                : Optional.empty());
  }

  @Override
  public Optional<Known> at(Instant time) {
    return database.read(
        handle ->
            RuleQueries.lastBefore(handle, time)
                .map(revision -> RuleQueries.fold(handle, revision)));
  }

  @Override
  public Optional<RuleTexts> texts(String hash) {
    return database.read(handle -> RuleQueries.texts(handle, hash));
  }

  @Override
  public void beat(ReplicaRow replica) {
    database.change(handle -> Replicas.beat(handle, replica));
  }

  @Override
  public List<ReplicaRow> replicas(Instant since) {
    return database.read(handle -> Replicas.since(handle, since));
  }

  @Override
  public void leave(String replica) {
    database.change(handle -> Replicas.leave(handle, replica));
  }

  @Override
  public boolean sweep() {
    return database.change(handle -> RuleRetention.sweep(handle, RuleRetention.Bounds.USUAL));
  }

  @Override
  public boolean isShared() {
    return database.settings().url().kind() == StoreUrl.Kind.POSTGRESQL;
  }

  @Override
  public AutoCloseable listen(Runnable added) {
    return isShared() ? RuleNotices.listen(database.settings(), added) : () -> {};
  }

  /** Closes its connections; nothing works afterwards. */
  @Override
  public void close() {
    database.close();
  }
}
