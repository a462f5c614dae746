package dev.figleaf.proxy.control;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The place of a journal, which belongs to one process at a time: of several in one folder each
 * takes the first that is free, {@code figleaf-history.jsonl}, {@code figleaf-history.jsonl.2}, …
 *
 * @param lock held as long as it is open; null where the folder cannot be written
 */
record JournalPlace(Path path, @Nullable FileChannel lock) implements AutoCloseable {
  private static final int MOST = 64;
  private static final Pattern NUMBERED = Pattern.compile(".*\\.[0-9]+");

  static JournalPlace of(Path wanted) {
    for (int i = 1; i <= MOST; i++) {
      Path path = i == 1 ? wanted : wanted.resolveSibling(wanted.getFileName() + "." + i);
      try {
        FileChannel lock = lock(lockOf(path));
        if (lock != null) {
          return new JournalPlace(path, lock);
        }
      } catch (IOException _) {
        return new JournalPlace(wanted, null); // whoever writes there is told why it fails
      }
    }
    return new JournalPlace(wanted, null);
  }

  /** Whether another process has the first one. */
  boolean isSecond() {
    return NUMBERED.matcher(path.toString()).matches();
  }

  /** The journals of processes that are no more, which belong to this one now. */
  List<JournalPlace> orphans() {
    var orphans = new ArrayList<JournalPlace>();
    for (int i = 2; i <= MOST && lock != null && !isSecond(); i++) {
      Path other = path.resolveSibling(path.getFileName() + "." + i);
      try {
        FileChannel taken = Files.exists(other) ? lock(lockOf(other)) : null;
        if (taken != null) {
          orphans.add(new JournalPlace(other, taken));
        }
      } catch (IOException _) {
        // whoever can will take it
      }
    }
    return orphans;
  }

  /** Deletes it: all that it says is said elsewhere. */
  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException _) {
      // it is read once more, and its events are known by their ids
    }
    close();
  }

  private static Path lockOf(Path path) {
    return path.resolveSibling(path.getFileName() + ".lock");
  }

  private static @Nullable FileChannel lock(Path file) throws IOException {
    @Nullable Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      // this process has it
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock == null ? null : channel;
  }

  @Override
  public void close() {
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException _) {
      // it ends with the process
    }
  }
}
