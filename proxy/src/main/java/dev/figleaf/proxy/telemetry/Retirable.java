package dev.figleaf.proxy.telemetry;

/**
 * Meters that leave the registry once their labels are gone from the rules and nobody is using
 * them.
 */
interface Retirable {
  /** Whether nothing is in flight on them. */
  boolean idle();

  /** Takes them out of the registry; what is counted later is not exported. */
  void remove();
}
