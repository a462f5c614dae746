package dev.figleaf.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What rule files may take from outside: variables of the environment, and files. */
public interface Environment {

  /** The value of a variable. */
  Optional<String> variable(String name);

  /**
   * The beginning of a regular file; symbolic links are followed.
   *
   * @param limit the most bytes to return
   * @throws IOException with a message for the operator
   */
  default byte[] file(Path path, int limit) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException("there is no such file");
    }
    if (!Files.isRegularFile(path)) {
      // A pipe or a device could keep the reader waiting for ever.
      throw new IOException("it is not a regular file");
    }
    if (!Files.isReadable(path)) {
      throw new IOException("the process may not read it");
    }
    try (var in = Files.newInputStream(path)) {
      return in.readNBytes(limit);
    }
  }

  /** The environment of this process. */
  static Environment system() {
    return name -> Optional.ofNullable(System.getenv(name));
  }

  /** These variables and no others. */
  static Environment of(Map<String, String> variables) {
    Map<String, String> copy = Map.copyOf(variables);
    return name -> Optional.ofNullable(copy.get(name));
  }
}
