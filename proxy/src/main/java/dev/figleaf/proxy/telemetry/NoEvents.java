package dev.figleaf.proxy.telemetry;

import java.util.Set;

/** Events that nobody counts. */
enum NoEvents implements ProxyEvents, RouteMeters, UpstreamMeters {
  INSTANCE;

  @Override
  public RouteMeters route(String route, String upstream) {
    return this;
  }

  @Override
  public UpstreamMeters upstream(String name) {
    return this;
  }

  @Override
  public void retain(Set<RouteLabels> live) {}

  @Override
  public void retainUpstreams(Set<String> live) {}

  @Override
  public ShadowMeters shadow(String subject) {
    return ShadowMeters.NONE;
  }

  @Override
  public void retainShadows(Set<String> live) {}

  @Override
  public CacheMeters cache(String route) {
    return CacheMeters.NONE;
  }

  @Override
  public void retainCaches(Set<String> live) {}

  @Override
  public PartMeters part(String route, String part) {
    return PartMeters.NONE;
  }

  @Override
  public void retainParts(Set<PartLabels> live) {}

  @Override
  public void connectionOpened() {}

  @Override
  public void connectionClosed() {}

  @Override
  public void connectionRefused() {}

  @Override
  public void refused(Refused reason) {}

  @Override
  public void overloadBegan(Overload bound) {}

  @Override
  public void overloadEnded(Overload bound) {}

  @Override
  public void rulesAccepted(long revision) {}

  @Override
  public void rulesRejected() {}

  @Override
  public void internalFailure() {}

  @Override
  public void started() {}

  @Override
  public void finished(Outcome outcome) {}

  @Override
  public void connected(long nanos) {}

  @Override
  public void connectFailed() {}

  @Override
  public void closed() {}

  @Override
  public void leased() {}

  @Override
  public void released() {}

  @Override
  public void waiting() {}

  @Override
  public void waited() {}

  @Override
  public void exhausted() {}

  @Override
  public void watch(GuardFigures guard) {}

  @Override
  public void breakerChanged(String state) {}

  @Override
  public void refused(String code) {}

  @Override
  public void endpoints(int well, int unhealthy, int ejected) {}

  @Override
  public void healthCheck(HealthResult result) {}

  @Override
  public void ejected() {}
}
