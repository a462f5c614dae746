package dev.figleaf.proxy.control;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Notices that rule files changed, and says so when they have been quiet for a moment.
 *
 * <p>It watches the folder, not the files: editors rename, Kubernetes swaps the {@code ..data}
 * link, and both are events of the folder. It also looks every few seconds without an event, for
 * file systems that send none. Whether anything really changed is for the listener to find out, by
 * content. One virtual thread.
 */
public final class RuleFolderWatcher implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(RuleFolderWatcher.class);
  private static final Duration QUIET = Duration.ofMillis(100);
  private static final Duration LONGEST_UNREST = Duration.ofSeconds(1);
  private static final Duration LOOK_ANYWAY = Duration.ofSeconds(5);

  private final Duration lookAnyway;
  private final WatchService watch;
  private final Runnable changed;
  private final Thread thread;

  /**
   * Starts to watch.
   *
   * @param rules a folder, or a file whose folder is watched
   * @param changed called on the watcher's thread
   */
  public RuleFolderWatcher(Path rules, Runnable changed) throws IOException {
    this(rules, changed, LOOK_ANYWAY);
  }

  /**
   * The same, for tests that must not be helped by a look without an event.
   *
   * @param lookAnyway how long after the last event
   */
  RuleFolderWatcher(Path rules, Runnable changed, Duration lookAnyway) throws IOException {
    this.lookAnyway = lookAnyway;
    Path folder =
        Files.isDirectory(rules)
            ? rules
            : Objects.requireNonNull(rules.toAbsolutePath().getParent());
    this.watch = folder.getFileSystem().newWatchService();
    this.changed = changed;
    folder.register(
        watch,
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_MODIFY,
        StandardWatchEventKinds.ENTRY_DELETE);
    this.thread = Thread.ofVirtual().name("rule-watcher").start(this::run);
  }

  private void run() {
    try {
      while (true) {
        WatchKey key = watch.poll(lookAnyway.toMillis(), TimeUnit.MILLISECONDS);
        if (key != null) {
          waitForQuiet(key);
        }
        tell();
      }
    } catch (InterruptedException | ClosedWatchServiceException _) {
      // closed: nobody wants to know any more
    }
  }

  /** A save is several events, and a half-written file is one of them. */
  private void waitForQuiet(WatchKey first) throws InterruptedException {
    long end = System.nanoTime() + LONGEST_UNREST.toNanos();
    for (WatchKey key = first; key != null && System.nanoTime() - end < 0; ) {
      key.pollEvents();
      key.reset();
      key = watch.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void tell() {
    try {
      changed.run();
    } catch (RuntimeException e) {
      LOG.error("rules could not be reloaded", e);
    }
  }

  @Override
  public void close() throws IOException {
    watch.close();
    thread.interrupt();
  }
}
