package dev.figleaf.proxy.telemetry;

/** What is told about the store; asked with every scrape. */
public interface StoreFigures {
  /** Whether the last attempt to write succeeded. */
  boolean up();

  /** Rows that were kept. */
  long written();

  /** Rows that were never kept. */
  long lost();

  /** Rows that wait to be written. */
  long waiting();
}
