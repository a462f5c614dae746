package dev.figleaf.proxy.edge;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/**
 * Who may come in: so many connections, and no request while the heap is nearly full.
 *
 * <p>One for all event loops. The heap is looked at now and then, never for a request.
 */
public final class Admission {
  private static final long LOOK_MILLIS = 250;

  private final int mostConnections;
  private final double fullest;
  private final DoubleSupplier heap;
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean overloaded;

  /**
   * Admits everybody at first.
   *
   * @param heap how full the heap is, from 0 to 1
   */
  Admission(Limits limits, DoubleSupplier heap) {
    this.mostConnections = limits.connections();
    this.fullest = limits.heap().fraction();
    this.heap = heap;
  }

  /** Looks at the heap of this process for as long as the engine runs. */
  public static Admission open(Vertx vertx, Limits limits) {
    var admission = new Admission(limits, new LiveHeap());
    vertx.setPeriodic(LOOK_MILLIS, _ -> admission.look());
    return admission;
  }

  /** Takes a place for a connection, to be given back with {@link #leave}; or there is none. */
  boolean enter() {
    if (connections.incrementAndGet() <= mostConnections) {
      return true;
    }
    connections.decrementAndGet();
    return false;
  }

  void leave() {
    connections.decrementAndGet();
  }

  void look() {
    overloaded = heap.getAsDouble() > fullest;
  }

  boolean isOverloaded() {
    return overloaded;
  }
}
