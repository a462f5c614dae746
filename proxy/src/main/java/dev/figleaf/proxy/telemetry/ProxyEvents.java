package dev.figleaf.proxy.telemetry;

import java.util.Set;

/**
 * What the data plane and the control plane tell the meters.
 *
 * <p>Every method may be called on any thread and none blocks. {@link #route}, {@link #upstream}
 * and {@link #shadow} look meters up: call them when a snapshot is compiled, never per request.
 */
public interface ProxyEvents {
  /** Throws everything away. */
  ProxyEvents NOOP = NoEvents.INSTANCE;

  /** The meters of a route and upstream: the same object for the same labels across reloads. */
  RouteMeters route(String route, String upstream);

  /** The meters of an upstream: the same object for the same name across reloads. */
  UpstreamMeters upstream(String name);

  /**
   * Drops the meters of all routes but these, each as soon as nothing is in flight on it. Those of
   * requests that no route matched stay.
   *
   * <p>Called after a snapshot went live. Labels that the next snapshot names again are revived.
   */
  void retain(Set<RouteLabels> live);

  /** Drops the meters of all upstreams but these, each as soon as its last connection is closed. */
  void retainUpstreams(Set<String> live);

  /** The meters of what is compared under this name: the same object across reloads. */
  ShadowMeters shadow(String subject);

  /** Drops the meters of all subjects but these. */
  void retainShadows(Set<String> live);

  /** The meters of the cache of a route: the same object for the same name across reloads. */
  CacheMeters cache(String route);

  /** Drops the meters of the caches of all routes but these. */
  void retainCaches(Set<String> live);

  /** The meters of a part of a composition: the same object across reloads. */
  PartMeters part(String route, String part);

  /** Drops the meters of all parts but these. */
  void retainParts(Set<PartLabels> live);

  /** A client connected. */
  void connectionOpened();

  /** A client's connection is closed. */
  void connectionClosed();

  /** A client was turned away because there are too many connections. */
  void connectionRefused();

  /** The edge turned something away, or slowed or cut something off. */
  void refused(Refused reason);

  /** The edge was at this bound for so long that clients should go elsewhere. */
  void overloadBegan(Overload bound);

  /** It has been off that bound for a while. */
  void overloadEnded(Overload bound);

  /** A revision of the rules is live. */
  void rulesAccepted(long revision);

  /** A rule set had errors and changed nothing. */
  void rulesRejected();

  /** Something failed that is a bug of Figleaf. */
  void internalFailure();
}
