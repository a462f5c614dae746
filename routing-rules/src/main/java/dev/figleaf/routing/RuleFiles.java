package dev.figleaf.routing;

import dev.figleaf.rules.Environment;
import dev.figleaf.rules.RuleReader;
import dev.figleaf.rules.RuleTexts;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where rules come from: {@link #get} reads and validates the files that operators edit, as they
 * are now. Reads files on the calling thread.
 */
@FunctionalInterface
public interface RuleFiles extends Supplier<Loaded> {

  /**
   * Reads texts that the files had before, or shall have, with the environment of now. Where nobody
   * says otherwise, that is the process's own.
   */
  default Loaded get(RuleTexts texts) {
    return new RuleLoader(new RuleReader(Environment.system())).load(texts, place().orElse(null));
  }

  /** The file or folder; empty where there is none. */
  default Optional<Path> place() {
    return Optional.empty();
  }
}
