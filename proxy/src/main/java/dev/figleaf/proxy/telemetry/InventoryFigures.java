package dev.figleaf.proxy.telemetry;

/** What is told about the inventory of endpoints; asked with every scrape. */
public interface InventoryFigures {
  /** Endpoints that the event loops count, each for itself. */
  long endpoints();

  /** Calls of endpoints that there was no room for. */
  long overCap();

  /** Calls that could not wait for the store. */
  long lost();
}
