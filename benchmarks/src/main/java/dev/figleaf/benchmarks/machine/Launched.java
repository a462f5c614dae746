package dev.figleaf.benchmarks.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that was started here, and those that it started.
 *
 * @param log where its output goes
 */
public record Launched(String name, Process process, Path log) {
  private static final int SECONDS_TO_END = 5;

  public long pid() {
    return process.pid();
  }

  /** It and those that it started: a master and its workers. */
  Stream<ProcessHandle> all() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  /** What the process used until now. */
  public Usage usage() {
    return Usage.of(all().mapToLong(ProcessHandle::pid).toArray());
  }

  /** Sends it SIGHUP. */
  public void hangUp() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-HUP", Long.toString(pid())).inheritIO().start().waitFor();
  }

  /** Says that it has ended, with what it said. */
  public IllegalStateException ended() throws IOException {
    String said = Files.exists(log) ? Files.readString(log) : "";
    return new IllegalStateException(name + " has ended: " + said.strip());
  }

  /** Ends it and what it started: politely, then at once. */
  public void end() {
    var all = all().toList();
    process.destroy();
    try {
      process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
