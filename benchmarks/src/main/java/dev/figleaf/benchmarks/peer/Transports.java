package dev.figleaf.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a Netty process really runs on, as the kernel sees it (proc(5)). */
final class Transports {
  private static final String RING = "anon_inode:[io_uring]";
  private static final String EPOLL_LIBRARY = "libnetty_transport_native_epoll";

  private Transports() {}

  /** One of {@code io_uring}, {@code epoll}, {@code nio}. */
  static String of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    if (hasRing(process)) {
      return "io_uring";
    }
    // Both libraries may be loaded, to see whether they could be used; only a ring is proof.
    return Files.readString(process.resolve("maps")).contains(EPOLL_LIBRARY) ? "epoll" : "nio";
  }

  private static boolean hasRing(Path process) throws IOException {
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return files.anyMatch(Transports::isRing);
    }
  }

  private static boolean isRing(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().equals(RING);
    } catch (IOException _) {
      return false; // closed meanwhile
    }
  }
}
