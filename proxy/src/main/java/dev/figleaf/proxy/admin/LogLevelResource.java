package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.shadow.report.Spans;
import dev.figleaf.proxy.telemetry.Fact;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/** How much the process log says. */
final class LogLevelResource {
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final int LONGEST_WORD = 500;

  private final LogLevels levels;

  LogLevelResource(LogLevels levels) {
    this.levels = levels;
  }

  void show(RoutingContext context) {
    Answer.view(context, levels.view());
  }

  /** {@code {"logger":"dev.figleaf","level":"debug","for":"10m","because":…,"by":…}}. */
  void set(RoutingContext context) {
    Body.read(
        context,
        body -> {
          Body.onlyKnows(body, Set.of("logger", "level", "for", "because", "by"));
          String logger = logger(body);
          String level = level(body);
          Duration span = span(body);
          Author author = ChangesResource.author(context, body);
          levels.set(logger, level, span);
          Audit.tell(
              Fact.of("log level set")
                  .with("logger", logger)
                  .with("level", level)
                  .with("for", span),
              author);
          Answer.view(context, levels.view());
        });
  }

  private String logger(JsonObject body) {
    String logger =
        Objects.requireNonNullElse(Body.text(body, "logger", LONGEST_WORD), LogLevels.ROOT);
    if (!LogLevels.isOurs(logger)) {
      throw Refusal.badParameter("logger is " + LogLevels.ROOT + " or one under it");
    }
    if (!levels.hasRoom(logger)) {
      throw new Refusal(
          422, "too-many-levels", LogLevels.MOST + " loggers have another level already.");
    }
    return logger;
  }

  private static String level(JsonObject body) {
    String level = Body.required(body, "level", LONGEST_WORD);
    if (!LogLevels.LEVELS.contains(level)) {
      throw Refusal.badParameter("level is one of " + String.join(", ", LogLevels.LEVELS));
    }
    return level;
  }

  private static Duration span(JsonObject body) {
    String text = Objects.requireNonNullElse(Body.text(body, "for", LONGEST_WORD), "10m");
    try {
      Duration span = Spans.duration(text);
      if (span.isZero() || span.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(text + " is not from 1ms to 24h");
      }
      return span;
    } catch (IllegalArgumentException e) {
      throw Refusal.badParameter("for: " + e.getMessage());
    }
  }
}
