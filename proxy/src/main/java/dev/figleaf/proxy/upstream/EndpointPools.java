package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.UpstreamMeters;
import dev.figleaf.rules.PoolSpec;
import dev.figleaf.rules.Protocol;
import dev.figleaf.rules.TlsSpec;
import dev.figleaf.rules.UpstreamSpec;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The pools of one address, one for each event loop that ever needed it.
 *
 * <p>They outlive every reload that changes nothing of what connections are made of. Each slot is
 * used by its loop alone.
 */
final class EndpointPools {
  /** What connections are made of. */
  private record Kind(
      Protocol protocol, @Nullable TlsSpec tls, PoolSpec pool, @Nullable Duration connect) {
    static Kind of(UpstreamSpec spec) {
      return new Kind(spec.protocol(), spec.tls(), spec.pool(), spec.timeout().connect());
    }
  }

  private final UpstreamSpec spec;
  private final EndpointAddress address;
  private final UpstreamMeters meters;
  private final AtomicReferenceArray<@Nullable EndpointPool> byLoop;
  private volatile boolean retired;

  EndpointPools(UpstreamSpec spec, EndpointAddress address, int loops, UpstreamMeters meters) {
    this.spec = spec;
    this.address = address;
    this.meters = meters;
    this.byLoop = new AtomicReferenceArray<>(loops);
  }

  /** Whether connections for this spec would be the same. */
  boolean isFor(UpstreamSpec other) {
    return Kind.of(spec).equals(Kind.of(other));
  }

  /** The pool of the calling event loop. */
  EndpointPool of(Loop loop) {
    EndpointPool pool = byLoop.get(loop.index());
    return pool == null ? make(loop) : pool;
  }

  private EndpointPool make(Loop loop) {
    EndpointPool.Bounds bounds = ConnectionSettings.bounds(spec, byLoop.length());
    EndpointPool pool =
        spec.protocol().isHttp2()
            ? new SharedPool(loop, bounds, ConnectionSettings.http2(spec, address), meters)
            : new ExclusivePool(loop, bounds, ConnectionSettings.http1(spec, address), meters);
    byLoop.set(loop.index(), pool);
    if (retired) {
      pool.retire();
    }
    return pool;
  }

  /** What is in use on all loops; of other threads' loops it may be a moment old. */
  int inUse() {
    int sum = 0;
    for (int i = 0; i < byLoop.length(); i++) {
      EndpointPool pool = byLoop.get(i);
      sum += pool == null ? 0 : pool.inUse();
    }
    return sum;
  }

  /** From now on connections close when they are idle; each loop has to be told. */
  void retire() {
    retired = true;
  }

  /** Closes what is idle on this loop; what is in use closes with its request. */
  void retire(Loop loop) {
    EndpointPool pool = byLoop.get(loop.index());
    if (pool != null) {
      pool.retire();
    }
  }
}
