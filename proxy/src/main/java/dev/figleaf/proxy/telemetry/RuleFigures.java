package dev.figleaf.proxy.telemetry;

/** What is told about operators' changes; asked with every scrape. */
public interface RuleFigures {
  /** Overrides of seams that hold. */
  long overrides();

  /** Whether every seam is on {@code from}. */
  boolean panicked();

  /** Events that the store does not have yet. */
  long waiting();

  /** Whether the store has what it was given. */
  boolean kept();
}
