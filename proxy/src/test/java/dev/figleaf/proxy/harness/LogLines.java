package dev.figleaf.proxy.harness;

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

/** What a package logs while this is open. */
public final class LogLines extends AbstractAppender implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final String name;

  private LogLines(String name) {
    super("log-lines", null, null, true, Property.EMPTY_ARRAY);
    this.name = name;
  }

  /** Those of the package that this stands in, and of all below it. */
  public static LogLines of(Class<?> one) {
    var lines = new LogLines(one.getPackageName());
    lines.listen();
    return lines;
  }

  private void listen() {
    start();
    var config = new LoggerConfig(name, Level.INFO, false);
    config.addAppender(this, Level.INFO, null);
    configuration().addLogger(name, config);
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

  public List<String> lines() {
    return lines;
  }

  @Override
  public void close() {
    configuration().removeLogger(name);
    context().updateLoggers();
  }
}
