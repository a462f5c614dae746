package dev.figleaf.proxy.telemetry;

/**
 * The meters of one upstream, over all its endpoints and event loops: calls, connections, and how
 * its endpoints are.
 *
 * <p>Called on any event loop; never blocks.
 */
public interface UpstreamMeters {
  /**
   * A connection was opened.
   *
   * @param nanos how long that took
   */
  void connected(long nanos);

  /** An attempt to connect failed or timed out. */
  void connectFailed();

  /**
   * A connection that was opened is closed, whoever closed it; after {@link #released} if leased.
   */
  void closed();

  /** An open connection was taken for a request. */
  void leased();

  /** A leased connection came back, to be used again or to be closed. */
  void released();

  /** A request began to wait for a connection. */
  void waiting();

  /** A request waits no more, whether it got a connection or not. */
  void waited();

  /** A request was refused because too many wait, or because it waited too long. */
  void exhausted();

  /** This guard is asked from now on for what it knows better: permits, the breaker's state. */
  void watch(GuardFigures guard);

  /**
   * The breaker changed its state.
   *
   * @param state {@code closed}, {@code open} or {@code half_open}
   */
  void breakerChanged(String state);

  /** A call was refused before an endpoint was chosen, or because none is well. */
  void refused(String code);

  /** How many endpoints there are in each state, from now on. */
  void endpoints(int well, int unhealthy, int ejected);

  /** An endpoint was asked whether it is well. */
  void healthCheck(HealthResult result);

  /** An endpoint whose requests failed is left out for a while. */
  void ejected();
}
