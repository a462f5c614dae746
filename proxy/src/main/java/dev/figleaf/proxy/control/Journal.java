package dev.figleaf.proxy.control;

import dev.figleaf.proxy.history.HistoryJson;
import dev.figleaf.proxy.history.Known;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.rules.RuleTexts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the store does not have yet, on the disk of this machine, after what it was last known to
 * have: so that the process can end at any moment, and begin where the store is down.
 *
 * <p>A file of JSON lines. The first is what is known of the store, each further one an event that
 * waits. A line is on the disk before the change is live; the whole file is replaced in one step
 * when the store has more. A disk that is full or read-only stops no change, and is said loudly.
 * Used by one thread at a time.
 */
final class Journal implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(Journal.class);

  /** An event, and the texts that became live with it. */
  record Waiting(RuleEvent event, @Nullable RuleTexts texts) {}

  /** What a file begins with. */
  record Checkpoint(Known known, @Nullable RuleTexts texts) {}

  /** What was found in the file. */
  record Found(@Nullable Checkpoint checkpoint, List<Waiting> waiting) {

    /** What both say: of what they know of the store, the newer. */
    Found with(Found other) {
      var all = new ArrayList<Waiting>(waiting);
      all.addAll(other.waiting);
      return new Found(isNewer(other.checkpoint) ? other.checkpoint : checkpoint, all);
    }

    private boolean isNewer(@Nullable Checkpoint other) {
      return other != null
          && (checkpoint == null || other.known().revision() > checkpoint.known().revision());
    }
  }

  private final @Nullable JournalPlace place;
  private final @Nullable Path path;
  private final List<JournalPlace> orphans = new ArrayList<>();
  private @Nullable FileChannel file;
  private boolean trouble;

  /**
   * @param wanted the file, which gets a number where another process has it; null for no journal:
   *     what happens is lost with the process
   */
  Journal(@Nullable Path wanted) {
    this.place = wanted == null ? null : JournalPlace.of(wanted.toAbsolutePath());
    this.path = place == null ? null : place.path();
  }

  /** Whether changes go to the disk. */
  boolean isWell() {
    return !trouble;
  }

  /**
   * Reads what is there, and in the journals of processes beside this one that are no more. Lines
   * that were never finished are passed over.
   */
  Found read() {
    if (place == null) {
      return new Found(null, List.of());
    }
    orphans.addAll(place.orphans());
    Found found = read(place.path());
    for (JournalPlace orphan : orphans) {
      found = found.with(read(orphan.path()));
    }
    return found;
  }

  private static Found read(Path path) {
    try {
      return Files.exists(path)
          ? parse(path, new String(Files.readAllBytes(path), StandardCharsets.UTF_8))
          : new Found(null, List.of());
    } catch (IOException e) {
      LOG.error("history: the journal {} cannot be read: {}", path, e.toString());
      return new Found(null, List.of());
    }
  }

  private static Found parse(Path path, String text) {
    List<String> lines = text.lines().toList();
    @Nullable Checkpoint checkpoint = null;
    var waiting = new ArrayList<Waiting>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        if (i == 0) {
          checkpoint = HistoryJson.read(lines.get(i), Checkpoint.class);
        } else {
          waiting.add(HistoryJson.read(lines.get(i), Waiting.class));
        }
      } catch (IllegalArgumentException _) {
        if (i < lines.size() - 1) {
          LOG.error("history: line {} of the journal {} cannot be read", i + 1, path);
        }
      }
    }
    return new Found(checkpoint, waiting);
  }

  /** Adds a line. */
  void append(Waiting waiting) {
    FileChannel to = file;
    if (path == null) {
      return;
    }
    if (to == null) {
      failed(new IOException("it was never opened"));
      return;
    }
    try {
      long end = to.size();
      try {
        write(to, end, line(waiting));
        well();
      } catch (IOException e) {
        // What follows must not stand behind half a line.
        to.truncate(end);
        throw e;
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private static byte[] line(Object value) {
    return (HistoryJson.write(value) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void write(FileChannel to, long at, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      at += to.write(left, at);
    }
    to.force(false);
  }

  /** Replaces all of it in one step: by what the store is known to have, and what waits. */
  void keep(Known known, @Nullable RuleTexts texts, List<Waiting> waiting) {
    if (path == null) {
      return;
    }
    try {
      replace(path, new Checkpoint(known, texts), waiting);
      orphans.forEach(JournalPlace::delete);
      orphans.clear();
      well();
    } catch (IOException e) {
      if (!trouble) {
        failed(e);
      }
    }
  }

  private void replace(Path to, Checkpoint checkpoint, List<Waiting> waiting) throws IOException {
    Path next = to.resolveSibling(to.getFileName() + ".next");
    FileChannel channel = open(next);
    try {
      long at = 0;
      for (Object one : with(checkpoint, waiting)) {
        byte[] bytes = line(one);
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
          at += channel.write(left, at);
        }
      }
      channel.force(true);
      Files.move(next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    forceFolder(to);
    FileChannel old = file;
    file = channel;
    if (old != null) {
      old.close();
    }
  }

  private static List<Object> with(Checkpoint checkpoint, List<Waiting> waiting) {
    var all = new ArrayList<Object>(waiting.size() + 1);
    all.add(checkpoint);
    all.addAll(waiting);
    return all;
  }

  /** For the owner alone: rules are nobody else's affair. */
  private static FileChannel open(Path path) throws IOException {
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    var how =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? FileChannel.open(
            path,
            how,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
        : FileChannel.open(path, how);
  }

  /** A name that is new is on the disk once its folder is. */
  private static void forceFolder(Path path) {
    Path folder = path.getParent();
    if (folder == null) {
      return;
    }
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException _) {
      // Not every file system has folders that can be forced; the file itself is there.
    }
  }

  private void well() {
    if (trouble) {
      trouble = false;
      LOG.info("history: the journal {} can be written again", path);
    }
  }

  private void failed(IOException why) {
    trouble = true;
    LOG.error(
        "history: the journal {} cannot be written ({}); changes are live, and lost with the"
            + " process where the store does not have them",
        path,
        why.toString());
  }

  /** Whether other processes of this machine have, or had, journals beside it. */
  boolean hasOthers() {
    return place != null && (place.isSecond() || !orphans.isEmpty());
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException _) {
      // nothing of it was only in memory
    }
    if (place != null) {
      place.close();
    }
  }
}
