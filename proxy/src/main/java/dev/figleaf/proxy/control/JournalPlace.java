package dev.figleaf.proxy.control;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The place of a journal, which belongs to one process at a time: of several in one folder each
 * takes the first that is free, {@code figleaf-history.jsonl}, {@code figleaf-history.jsonl.2}, …
 *
 * @param lock held as long as it is open; null where the folder cannot be written
 */
record JournalPlace(Path path, @Nullable FileChannel lock) implements AutoCloseable {
  private static final int MOST = 64;

  static JournalPlace of(Path wanted) {
    for (int i = 1; i <= MOST; i++) {
      Path path = i == 1 ? wanted : wanted.resolveSibling(wanted.getFileName() + "." + i);
      try {
        FileChannel lock = lock(path.resolveSibling(path.getFileName() + ".lock"));
        if (lock != null) {
          return new JournalPlace(path, lock);
        }
      } catch (IOException _) {
        return new JournalPlace(wanted, null); // whoever writes there is told why it fails
      }
    }
    return new JournalPlace(wanted, null);
  }

  /** Whether there are journals of other processes, which may know more than this one. */
  boolean hasOthers() {
    String second = path.getFileName() + ".2";
    return path.getFileName().toString().matches(".*\\.[0-9]+")
        || Files.exists(path.resolveSibling(second));
  }

  /** Lets it go for good, where it is not the first: nobody may take it for news later. */
  void leave() {
    if (path.getFileName().toString().matches(".*\\.[0-9]+")) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException _) {
        // whoever finds it asks the store
      }
    }
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
