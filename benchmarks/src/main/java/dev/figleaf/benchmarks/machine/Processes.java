package dev.figleaf.benchmarks.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Every process that runs for a measurement; all end with this, and with the JVM.
 *
 * <p>Bounded by what one scenario starts. Any thread; what ends them excludes what starts them, so
 * that none slips through while the JVM ends.
 */
public final class Processes implements AutoCloseable {
  private final Deque<Launched> running = new ArrayDeque<>();
  private final Path logs;
  private boolean isClosed;

  /**
   * @param logs the folder for what they print
   */
  public Processes(Path logs) {
    this.logs = logs;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "processes"));
  }

  /** Starts a command. Nothing of the environment that would configure Figleaf gets through. */
  public synchronized Launched start(
      String name, List<String> command, Map<String, String> environment, Path folder)
      throws IOException {
    if (isClosed) {
      throw new IllegalStateException("the run ends; " + name + " does not start");
    }
    Path log = logs.resolve(name + ".log");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("FIGLEAF_"));
    builder.environment().putAll(environment);
    var launched = new Launched(name, builder.start(), log);
    running.push(launched);
    return launched;
  }

  /** Ends one of them. */
  public void end(Launched launched) {
    launched.end();
    forget(launched);
  }

  private synchronized void forget(Launched launched) {
    running.remove(launched);
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    running.forEach(Launched::end);
    running.clear();
  }
}
