package dev.figleaf.proxy.admin;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.jspecify.annotations.Nullable;

/**
 * How much the process log says, for a while: each level goes back by itself to what it was.
 *
 * <p>Loggers of our own only: what libraries say at {@code debug} may hold what clients sent.
 * Confined to the admin event loop.
 */
final class LogLevels {
  static final String ROOT = "dev.figleaf";

  /** How many loggers may be changed at once. */
  static final int MOST = 16;

  static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

  private final Vertx vertx;
  private final InstantSource clock;
  private final Map<String, Changed> changed = new TreeMap<>();

  /**
   * A level that holds for a while.
   *
   * @param usual what was set for this very logger before, or null where it had the level of the
   *     one above it
   */
  private record Changed(String level, Instant until, long timer, @Nullable Level usual) {}

  LogLevels(Vertx vertx, InstantSource clock) {
    this.vertx = vertx;
    this.clock = clock;
  }

  /** A logger whose level is other than usual. */
  record LevelView(String logger, String level, Instant until) {}

  /** What the loggers of ours say at least, and which say more or less for a while. */
  record LevelsView(String usual, List<LevelView> changed) {}

  LevelsView view() {
    return new LevelsView(
        LogManager.getRootLogger().getLevel().name().toLowerCase(Locale.ROOT),
        changed.entrySet().stream()
            .map(one -> new LevelView(one.getKey(), one.getValue().level(), one.getValue().until()))
            .toList());
  }

  /** Whether a logger is one of ours. */
  static boolean isOurs(String logger) {
    return logger.equals(ROOT) || logger.matches("dev\\.figleaf(\\.[A-Za-z0-9_]{1,60}){1,8}");
  }

  /** Whether there is room for one more. */
  boolean hasRoom(String logger) {
    return changed.containsKey(logger) || changed.size() < MOST;
  }

  void set(String logger, String level, Duration span) {
    Changed before = changed.get(logger);
    Level usual = before == null ? own(logger) : before.usual();
    if (before != null) {
      vertx.cancelTimer(before.timer());
    }
    Configurator.setLevel(logger, Level.valueOf(level));
    long timer = vertx.setTimer(span.toMillis(), _ -> back(logger, usual));
    changed.put(logger, new Changed(level, clock.instant().plus(span), timer, usual));
  }

  private void back(String logger, @Nullable Level usual) {
    changed.remove(logger);
    if (usual != null) {
      Configurator.setLevel(logger, usual);
    } else {
      configuration().removeLogger(logger);
      context().updateLoggers();
    }
  }

  private static @Nullable Level own(String logger) {
    LoggerConfig own = configuration().getLoggers().get(logger);
    return own == null ? null : own.getLevel();
  }

  private static Configuration configuration() {
    return context().getConfiguration();
  }

  private static LoggerContext context() {
    return LoggerContext.getContext(false);
  }
}
