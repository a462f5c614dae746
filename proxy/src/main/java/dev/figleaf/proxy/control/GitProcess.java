package dev.figleaf.proxy.control;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the {@code git} of this machine, without a shell, within a second, about a folder that is
 * not to be trusted: hooks and monitors are off, nothing is fetched, and Git itself leaves alone
 * what belongs to another user.
 */
final class GitProcess {
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final int MOST_BYTES = 1 << 20;

  private final Path folder;
  private final long end = System.nanoTime() + LONGEST.toNanos();

  /** All questions together have one second from now on. */
  GitProcess(Path folder) {
    this.folder = folder;
  }

  /** What it prints; empty where it fails, is not there, takes too long or prints too much. */
  Optional<String> answer(String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                "git",
                "--no-replace-objects",
                "-c",
                "core.fsmonitor=false",
                "-c",
                "core.hooksPath=/dev/null",
                "-C",
                folder.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
    builder.environment().put("GIT_NO_LAZY_FETCH", "1");
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      return answer(builder.start());
    } catch (IOException _) {
      return Optional.empty(); // there is no git here
    }
  }

  private Optional<String> answer(Process process) {
    CompletableFuture<byte[]> read = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> read(process, read));
    try {
      byte[] bytes = read.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      boolean ended = process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      return ended && process.exitValue() == 0 && bytes.length <= MOST_BYTES
          ? Optional.of(new String(bytes, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (TimeoutException | ExecutionException _) {
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void read(Process process, CompletableFuture<byte[]> to) {
    try (InputStream in = process.getInputStream()) {
      to.complete(in.readNBytes(MOST_BYTES + 1));
    } catch (IOException e) {
      to.completeExceptionally(new UncheckedIOException(e));
    }
  }
}
