package dev.figleaf.proxy.store;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables to what this version needs.
 *
 * <p>The steps are named here and not looked for, so that nothing depends on how jars are laid out.
 */
final class Migrations {
  private static final String HISTORY = "figleaf_schema_history";
  private static final List<String> STEPS =
      List.of("V1__evidence.sql", "V2__rules.sql", "V3__inventory.sql");
  private static final int ATTEMPTS = 5;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private Migrations() {}

  /**
   * Does the steps that have not been done. Where other processes do them at the same time, some of
   * them fail, and find a moment later that nothing is left to do.
   *
   * @throws StoreUnavailable where a newer Figleaf was here
   */
  static void run(DataSource connections, Jdbi jdbi, StoreUrl url) {
    for (int attempt = 1; !isDone(jdbi, url); attempt++) {
      try {
        migrate(connections);
      } catch (FlywayException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static boolean isDone(Jdbi jdbi, StoreUrl url) {
    int done = done(jdbi, url);
    if (done > STEPS.size()) {
      throw new StoreUnavailable(
          "the store %s was changed by a newer Figleaf: it has step %d, and this one knows %d"
              .formatted(url, done, STEPS.size()));
    }
    return done == STEPS.size();
  }

  private static void migrate(DataSource connections) {
    Flyway.configure(Migrations.class.getClassLoader())
        .loggers("slf4j")
        .dataSource(connections)
        .table(HISTORY)
        // The database of PostgreSQL may hold others' tables.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .locations(new String[0])
        .resourceProvider(new Named())
        .javaMigrationClassProvider(List::of)
        .load()
        .migrate();
  }

  /** How many steps were done, by a query that costs a fraction of asking Flyway. */
  private static int done(Jdbi jdbi, StoreUrl url) {
    return jdbi.withHandle(
        handle ->
            hasHistory(handle, url)
                ? handle
                    .createQuery(
                        "SELECT version FROM "
                            + HISTORY
                            + " WHERE version IS NOT NULL AND success = "
                            + (url.kind() == StoreUrl.Kind.SQLITE ? "1" : "TRUE"))
                    .mapTo(String.class)
                    .stream()
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElse(0)
                : 0);
  }

  private static boolean hasHistory(Handle handle, StoreUrl url) {
    String tables =
        switch (url.kind()) {
          case SQLITE -> "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = :name";
          case POSTGRESQL -> "SELECT COUNT(to_regclass(:name))";
        };
    return handle.createQuery(tables).bind("name", HISTORY).mapTo(Long.class).one() > 0;
  }

  private static final class Named implements ResourceProvider {
    @Override
    public @Nullable LoadableResource getResource(String name) {
      return STEPS.contains(name) ? new Step(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return STEPS.stream()
          .filter(name -> name.startsWith(prefix))
          .filter(name -> List.of(suffixes).stream().anyMatch(name::endsWith))
          .<LoadableResource>map(Step::new)
          .toList();
    }
  }

  private static final class Step extends LoadableResource {
    private final String name;

    Step(String name) {
      this.name = name;
    }

    @Override
    public Reader read() {
      try (var text = Objects.requireNonNull(Migrations.class.getResourceAsStream(name), name)) {
        return new StringReader(new String(text.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String getAbsolutePath() {
      return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return name;
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}
