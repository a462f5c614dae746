package dev.figleaf.proxy.cli;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Lines that come as things happen, read by a thread of their own, so that who waits for the next
 * one waits only so long.
 *
 * <p>Who reads slower than they come holds up the reading, and in the end the facade passes over
 * some.
 */
final class Following implements AutoCloseable {
  private static final int MOST_WAITING = 1_024;

  /** What came. */
  sealed interface Next {
    record Line(String text) implements Next {}

    /** The answer ended: whole, or because the facade is gone. */
    record End(boolean whole) implements Next {}
  }

  private final BlockingQueue<Next> queue = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Stream<String> lines;
  private final Thread reader;

  Following(Stream<String> lines) {
    this.lines = lines;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try {
      boolean whole = true;
      try {
        for (String line : (Iterable<String>) lines::iterator) {
          queue.put(new Next.Line(line));
        }
      } catch (UncheckedIOException _) {
        whole = false;
      }
      queue.put(new Next.End(whole));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next line or the end; empty where none came in that time. */
  Optional<Next> next(Duration patience) throws InterruptedException {
    return Optional.ofNullable(queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void close() {
    reader.interrupt();
    lines.close();
  }
}
