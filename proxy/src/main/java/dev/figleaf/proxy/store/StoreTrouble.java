package dev.figleaf.proxy.store;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says why a database did not do what it was told, without repeating what drivers say. */
final class StoreTrouble {
  // Result codes of SQLite: https://www.sqlite.org/rescode.html
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int READ_ONLY = 8;
  private static final int INPUT_OUTPUT = 10;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANNOT_OPEN = 14;
  private static final int TOO_BIG = 18;
  private static final int CONSTRAINT = 19;
  private static final int MISMATCH = 20;
  private static final int NO_DATABASE = 26;

  private StoreTrouble() {}

  /** Whether the database is well, and refuses what it was given for ever. */
  static boolean isRefusal(Throwable failure) {
    @Nullable SQLException sql = innermost(failure);
    if (sql == null) {
      return true;
    }
    @Nullable String state = sql.getSQLState();
    int code = sql.getErrorCode();
    return isPostgres(state)
        ? state.startsWith("22") || state.startsWith("23") || state.startsWith("54")
        : code == TOO_BIG || code == CONSTRAINT || code == MISMATCH;
  }

  /** What it is called, without what drivers and Jdbi say of rows. */
  static String name(Throwable failure) {
    @Nullable SQLException sql = innermost(failure);
    if (sql == null) {
      return failure.getClass().getSimpleName();
    }
    return isPostgres(sql.getSQLState())
        ? "SQLSTATE " + sql.getSQLState()
        : "SQLite says " + sql.getErrorCode();
  }

  /** Whether another process has a lock of SQLite that it will let go of. */
  static boolean isLocked(Throwable failure) {
    @Nullable SQLException sql = innermost(failure);
    return sql != null
        && !isPostgres(sql.getSQLState())
        && (sql.getErrorCode() == BUSY || sql.getErrorCode() == LOCKED);
  }

  static StoreUnavailable unavailable(StoreUrl url, Throwable failure) {
    return failure instanceof StoreUnavailable known
        ? known
        : new StoreUnavailable("the store " + url + " " + why(url, failure), failure);
  }

  private static String why(StoreUrl url, Throwable failure) {
    @Nullable SQLException sql = innermost(failure);
    if (sql == null) {
      return "cannot be opened";
    }
    return url.kind() == StoreUrl.Kind.SQLITE
        ? ofSqlite(sql.getErrorCode())
        : ofPostgres(Optional.ofNullable(sql.getSQLState()).orElse(""));
  }

  private static String ofSqlite(int code) {
    return switch (code) {
      case BUSY, LOCKED -> "is locked by another process";
      case READ_ONLY -> "is read-only";
      case FULL -> "has no room: the disk is full";
      case CANNOT_OPEN -> "cannot be opened; may this user write to its folder?";
      case CORRUPT -> "is damaged; move its file away, and a new one is made";
      case NO_DATABASE -> "is no file of SQLite";
      case INPUT_OUTPUT -> "cannot be read or written: its disk fails";
      default -> "fails (SQLite says " + code + ")";
    };
  }

  private static String ofPostgres(String state) {
    if (state.equals("53100")) {
      return "has no room: its disk is full";
    }
    return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
      case "", "08", "57" -> "does not answer";
      case "28" -> "refuses store.user or store.password";
      case "3D" -> "has no such database";
      case "42" -> "does not allow it; may store.user make and change tables? (" + state + ")";
      case "53" -> "has no connection to spare";
      case "55" -> "is locked by another session";
      case "25" -> "is read-only";
      default -> "fails (SQLSTATE " + state + ")";
    };
  }

  private static boolean isPostgres(@Nullable String state) {
    return state != null && state.length() == 5;
  }

  /** The last one knows best: pools and migrations wrap it. */
  private static @Nullable SQLException innermost(Throwable failure) {
    @Nullable SQLException found = null;
    int depth = 0;
    for (@Nullable Throwable at = failure; at != null && depth < 20; at = at.getCause(), depth++) {
      if (at instanceof SQLException sql && (found == null || saysMore(sql))) {
        found = sql;
      }
    }
    return found;
  }

  private static boolean saysMore(SQLException sql) {
    return sql.getSQLState() != null || sql.getErrorCode() != 0;
  }
}
