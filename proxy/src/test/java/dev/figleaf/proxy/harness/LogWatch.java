package dev.figleaf.proxy.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * Everything of this JVM's log that a healthy facade does not say.
 *
 * <p>That is every error, and every warning of Vert.x and Netty: leaks ({@code LEAK:}), blocked
 * threads, exceptions that nobody handled. Thread-safe; one a JVM.
 */
public final class LogWatch extends AbstractAppender {
  private static final LogWatch INSTANCE = new LogWatch();

  private record Said(String logger, Level level, String text) {}

  private final ConcurrentLinkedQueue<Said> said = new ConcurrentLinkedQueue<>();
  private final Map<String, Appender> others;

  private LogWatch() {
    super("log-watch", null, null, true, Property.EMPTY_ARRAY);
    start();
    others = Map.copyOf(root().getAppenders());
    root().addAppender(this, Level.WARN, null);
    root().setLevel(Level.WARN);
    context().updateLoggers();
  }

  public static LogWatch get() {
    return INSTANCE;
  }

  @Override
  public void append(LogEvent event) {
    String logger = event.getLoggerName();
    if (event.getLevel().isMoreSpecificThan(Level.ERROR) || isOfTheEngine(logger)) {
      said.add(new Said(logger, event.getLevel(), text(event)));
    }
  }

  private static boolean isOfTheEngine(String logger) {
    return logger.startsWith("io.vertx") || logger.startsWith("io.netty");
  }

  private static String text(LogEvent event) {
    String message = event.getMessage().getFormattedMessage();
    Throwable thrown = event.getThrown();
    return thrown == null ? message : message + ": " + thrown;
  }

  private static LoggerContext context() {
    return (LoggerContext) LogManager.getContext(false);
  }

  private static LoggerConfig root() {
    return context().getConfiguration().getRootLogger();
  }

  /** Nobody but this watch hears the log, until {@link #speak}. */
  void silence() {
    others.keySet().forEach(root()::removeAppender);
  }

  void speak() {
    others.values().forEach(appender -> root().addAppender(appender, null, null));
  }

  /** What was said before belongs to nobody who still runs. */
  void forget() {
    said.clear();
  }

  /** Takes what was said out, and tells whether there was any of it. */
  boolean took(Predicate<String> wanted) {
    return said.removeIf(one -> wanted.test(one.text()));
  }

  /**
   * Netty's own: once in thousands of upstream connections that are opened while others end, epoll
   * tells of a read before the connection is there. Nothing is lost but this line, of which a test
   * may have one (https://github.com/netty/netty/issues/10411).
   */
  private static boolean isReadTooEarly(Said one) {
    return one.logger().equals("io.netty.channel.DefaultChannelPipeline")
        && one.text().endsWith("java.nio.channels.NotYetConnectedException");
  }

  /** Fails when anything was said that nobody expected. */
  void check() {
    List<Said> all = new ArrayList<>();
    boolean early = false;
    for (Said one = said.poll(); one != null; one = said.poll()) {
      if (early || !isReadTooEarly(one)) {
        all.add(one);
      } else {
        early = true;
      }
    }
    if (!all.isEmpty()) {
      throw new AssertionError("the log should have been quiet, but says: " + all);
    }
  }
}
