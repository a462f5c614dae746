package dev.figleaf.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * What peers run from.
 *
 * @param checkout the root of this checkout
 * @param work where tarballs are unpacked
 */
record Builds(Path checkout, Path work) {
  /**
   * An installation of Figleaf.
   *
   * @param from a tarball, an unpacked one, or a checkout, which is built where it changed
   * @param name of its folder
   */
  Path figleaf(Path from, String name) throws IOException, InterruptedException {
    if (Files.isExecutable(from.resolve("bin/figleaf"))) {
      return from;
    }
    if (Files.isRegularFile(from)) {
      return unpack(from, name);
    }
    Shell.run(from, "./figleaf", "version");
    return unpack(tarball(from), name);
  }

  private static Path tarball(Path checkout) throws IOException {
    try (var files = Files.list(checkout.resolve("proxy/target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("figleaf-.*\\.tar\\.gz"))
          .max(Comparator.comparing(Path::toString))
          .orElseThrow(() -> new IOException(checkout + " has no tarball in proxy/target"));
    }
  }

  private Path unpack(Path tarball, String name) throws IOException, InterruptedException {
    Path home = Files.createDirectories(work.resolve("builds").resolve(name));
    Shell.run(home, "tar", "-xzf", tarball.toAbsolutePath().toString(), "--strip-components=1");
    return home;
  }

  /** The module of a peer or tool with a class path of its own; built once. */
  Path module(String name) throws IOException, InterruptedException {
    Path home = checkout.resolve("benchmarks").resolve(name);
    if (!Files.isDirectory(home.resolve("target/lib"))) {
      Shell.run(home, "mvn", "-q", "-B", "package");
    }
    return home;
  }
}
