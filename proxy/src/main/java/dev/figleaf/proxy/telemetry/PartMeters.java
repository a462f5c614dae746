package dev.figleaf.proxy.telemetry;

/** The meters of one part of a composition. Called on any event loop; never blocks. */
public interface PartMeters {
  /** Throws everything away. */
  PartMeters NONE = (_, _) -> {};

  /**
   * The part is over.
   *
   * @param code {@code ok}, {@code skipped}, or why it failed
   * @param nanos from its start, its condition and all its calls included
   */
  void finished(String code, long nanos);
}
