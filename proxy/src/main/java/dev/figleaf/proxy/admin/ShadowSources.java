package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.shadow.Reports;
import java.time.InstantSource;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Where the admin listener gets what is known about candidates, and whom it tells what operators
 * decide.
 *
 * @param reports block, and are asked on virtual threads
 * @param restart begins another candidacy of a subject, for a reason; says whether there is such a
 *     subject. May block
 * @param recording gives what the control of a subject answers to whoever wants it
 */
public record ShadowSources(
    Reports reports,
    InstantSource clock,
    BiPredicate<String, String> restart,
    Recording recording) {

  /** Gives away what the control of a subject answers. */
  public interface Recording {
    /**
     * Begins.
     *
     * @param to gets a document of JSON for each answer, on any thread; must not block
     * @return ends it
     * @throws IllegalStateException when too many want answers already
     */
    AutoCloseable begin(String subject, Consumer<String> to);
  }
}
