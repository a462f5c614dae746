package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.telemetry.Fact;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Tells the process log what operators did that is no event of the history: who, from where and
 * why.
 */
final class Audit {
  private static final Logger LOG = LogManager.getLogger(Audit.class);

  private Audit() {}

  /** Tells it; the fact says what was done to what. */
  static void tell(Fact fact, Author author) {
    Fact whole = fact.with("by", author.by()).with("from", author.from());
    LOG.info(author.because() == null ? whole : whole.with("because", author.because()));
  }
}
