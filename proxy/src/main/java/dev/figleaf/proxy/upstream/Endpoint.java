package dev.figleaf.proxy.upstream;

import java.net.URI;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/** One address of an upstream, with a pool for each event loop. */
public final class Endpoint {
  private final URI uri;
  private final String authority;
  private final Function<Loop, EndpointPool> pools;
  private final AtomicReferenceArray<EndpointPool> byLoop;

  Endpoint(URI uri, int loops, Function<Loop, EndpointPool> pools) {
    this.uri = uri;
    this.authority = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    this.pools = pools;
    this.byLoop = new AtomicReferenceArray<>(loops);
  }

  public URI uri() {
    return uri;
  }

  /** Host, and port where one was written: what the endpoint calls itself in a Host header. */
  public String authority() {
    return authority;
  }

  public boolean isTls() {
    return "https".equals(uri.getScheme());
  }

  /** The pool of the calling event loop. */
  EndpointPool pool(Loop loop) {
    EndpointPool pool = byLoop.get(loop.index());
    if (pool == null) {
      pool = pools.apply(loop);
      byLoop.set(loop.index(), pool);
    }
    return pool;
  }

  /** A request to it was answered, and well. */
  void succeeded() {}

  /** A request to it failed through its fault, or was answered with 502, 503 or 504. */
  void failed() {}

  void retire(Loop loop) {
    EndpointPool pool = byLoop.get(loop.index());
    if (pool != null) {
      pool.retire();
    }
  }

  @Override
  public String toString() {
    return authority;
  }
}
