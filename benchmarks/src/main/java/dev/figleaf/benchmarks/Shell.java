package dev.figleaf.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a command to its end; it ends early with the JVM. */
final class Shell {
  private Shell() {}

  static void run(Path folder, String... command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    var end = new Thread(() -> end(process), "shell");
    Runtime.getRuntime().addShutdownHook(end);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("“%s” failed: %s".formatted(List.of(command), said));
    }
    Runtime.getRuntime().removeShutdownHook(end);
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
