package dev.figleaf.benchmarks.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Every process that runs for a measurement; all end with this, and with the JVM.
 *
 * <p>Bounded by what one scenario starts. Any thread.
 */
public final class Processes implements AutoCloseable {
  private final ConcurrentLinkedDeque<Launched> running = new ConcurrentLinkedDeque<>();
  private final Path logs;

  /**
   * @param logs the folder for what they print
   */
  public Processes(Path logs) {
    this.logs = logs;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "processes"));
  }

  /** Starts a command. Nothing of the environment that would configure Figleaf gets through. */
  public Launched start(
      String name, List<String> command, Map<String, String> environment, Path folder)
      throws IOException {
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
    running.remove(launched);
  }

  @Override
  public void close() {
    for (Launched launched = running.poll(); launched != null; launched = running.poll()) {
      launched.end();
    }
  }
}
