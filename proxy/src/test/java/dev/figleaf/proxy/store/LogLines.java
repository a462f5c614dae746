package dev.figleaf.proxy.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What this package logs while it is open. */
final class LogLines extends AbstractAppender implements AutoCloseable {
  private static final String PACKAGE = LogLines.class.getPackageName();

  private final List<String> lines = new CopyOnWriteArrayList<>();

  LogLines() {
    super("log-lines", null, null, true, Property.EMPTY_ARRAY);
    start();
    var config = new LoggerConfig(PACKAGE, Level.INFO, false);
    config.addAppender(this, Level.INFO, null);
    configuration().addLogger(PACKAGE, config);
    context().updateLoggers();
  }

  private static LoggerContext context() {
    return (LoggerContext) LogManager.getContext(false);
  }

  private static Configuration configuration() {
    return context().getConfiguration();
  }

  @Override
  public void append(LogEvent event) {
    lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
  }

  List<String> lines() {
    return lines;
  }

  @Override
  public void close() {
    configuration().removeLogger(PACKAGE);
    context().updateLoggers();
  }
}
