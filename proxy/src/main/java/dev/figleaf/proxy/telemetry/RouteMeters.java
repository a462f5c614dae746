package dev.figleaf.proxy.telemetry;

/**
 * The meters of one route and upstream, held in a field of the compiled route.
 *
 * <p>Called on any event loop; never blocks. Each {@link #started} is followed by exactly one
 * {@link #finished} on the same object.
 */
public interface RouteMeters {
  /** A request is in flight. */
  void started();

  /** The request is over, however it ended. */
  void finished(Outcome outcome);
}
