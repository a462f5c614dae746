package dev.figleaf.proxy.store;

import dev.figleaf.rules.ByteSize;
import dev.figleaf.rules.Default;
import dev.figleaf.rules.Doc;
import dev.figleaf.rules.Range;
import dev.figleaf.rules.WhenAbsent;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where evidence and history are kept, how long, and how much of it. */
public record StoreSettings(
    @Doc("The database: `sqlite:PATH` or `postgresql://HOST[:PORT]/DATABASE`.")
        @Default("sqlite:data/figleaf.db")
        StoreUrl url,
    @Doc("The user of PostgreSQL.") @Nullable String user,
    @Doc("The password of PostgreSQL; `${file:PATH}` keeps it out of here.")
        @Nullable String password,
    @Doc("How long evidence is kept.") @Default("720h") @Range(min = 60_000, max = 31_536_000_000L)
        Duration keep,
    @Doc("How much room it may take; past it, the oldest evidence goes first.") @Default("1GiB")
        ByteSize maxSize,
    @Doc(
            "The file where changes of the rules wait until the store has them; beside the file of SQLite, or `data/figleaf-history.jsonl`, when absent.")
        @Nullable String journal) {
  private static final ByteSize SMALLEST = ByteSize.parse("1MiB");

  /** What holds where nothing is written. */
  @WhenAbsent
  public static final StoreSettings USUAL =
      new StoreSettings(
          StoreUrl.parse("sqlite:data/figleaf.db"),
          null,
          null,
          Duration.ofHours(720),
          ByteSize.parse("1GiB"),
          null);

  public StoreSettings {
    if (url.kind() == StoreUrl.Kind.SQLITE && (user != null || password != null)) {
      throw new IllegalArgumentException("user and password are for PostgreSQL; a file has none");
    }
    if (maxSize.bytes() < SMALLEST.bytes()) {
      throw new IllegalArgumentException("max-size is less than " + SMALLEST);
    }
  }

  /** The same with another database, which asks for no user. */
  public StoreSettings at(StoreUrl other) {
    return new StoreSettings(other, null, null, keep, maxSize, null);
  }

  /** The file where changes of the rules wait until the store has them. */
  public Path journalFile() {
    if (journal != null) {
      return Path.of(journal);
    }
    return switch (url.kind()) {
      case SQLITE -> {
        Path file = url.path();
        yield file.resolveSibling(file.getFileName() + "-history.jsonl");
      }
      case POSTGRESQL -> Path.of("data", "figleaf-history.jsonl");
    };
  }

  /** Without the password: records are printed in places that nobody thought of. */
  @Override
  public String toString() {
    return "StoreSettings[" + url + ", keep=" + keep + ", maxSize=" + maxSize + "]";
  }
}
