package dev.figleaf.benchmarks.peer;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A proxy that can be measured. */
public interface Peer {
  String name();

  /** Writes its configuration into the site's folder; also while it runs. */
  void configure(Site site) throws IOException;

  /** The command that runs it in the foreground. */
  List<String> command(Site site);

  default Map<String, String> environment(Site site) {
    return Map.of();
  }

  /**
   * What is not as its name says, now that it runs; mostly nothing.
   *
   * @param pid of its process
   */
  default Optional<String> doubt(long pid) throws IOException {
    return Optional.empty();
  }

  /** Whether it is a JVM: one must be warm, and can say what it allocates. */
  default boolean isJvm() {
    return false;
  }

  /** Whether it serves HTTP/2 over TLS at the site's second port. */
  default boolean hasTls() {
    return true;
  }

  /** Whether it takes its configuration anew on SIGHUP. */
  default boolean reloads() {
    return false;
  }

  /** Whether it can put answers together. */
  default boolean composes() {
    return false;
  }

  /** Writes into a configured site that {@link Site#COMPOSED} is put together. */
  default void compose(Site site) throws IOException {
    throw new IllegalStateException(name() + " puts nothing together");
  }

  /** Whether it is the one that the others are compared with. */
  default boolean isMeasure() {
    return false;
  }
}
