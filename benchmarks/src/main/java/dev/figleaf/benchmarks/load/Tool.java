package dev.figleaf.benchmarks.load;

import dev.figleaf.benchmarks.machine.Cores;
import dev.figleaf.benchmarks.machine.Launched;
import dev.figleaf.benchmarks.machine.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a generator's program on the core of the load.
 *
 * @param folder for its files
 */
public record Tool(Processes processes, Cores cores, Path folder) {
  private static final int SECONDS_TO_END = 60;

  /** What it printed. */
  String run(String name, List<String> command, int seconds)
      throws IOException, InterruptedException {
    var running = processes.start(name, Cores.pin(cores.load(), command), Map.of(), folder);
    try {
      return said(running, seconds);
    } finally {
      processes.end(running);
    }
  }

  private static String said(Launched running, int seconds)
      throws IOException, InterruptedException {
    if (!running.process().waitFor(seconds + (long) SECONDS_TO_END, TimeUnit.SECONDS)) {
      throw new IOException(running.name() + " has not ended in time");
    }
    if (running.process().exitValue() != 0) {
      throw running.ended();
    }
    return Files.readString(running.log());
  }

  /** The words of the line that a generator ends with. */
  static String[] answers(String name, String said) {
    return said.lines()
        .filter(line -> line.startsWith("ANSWERS "))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " said: " + said))
        .split(" ", -1);
  }
}
