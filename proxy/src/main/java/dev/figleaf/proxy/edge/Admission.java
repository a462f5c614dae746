package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.telemetry.Fact;
import dev.figleaf.proxy.telemetry.MicrometerEvents;
import dev.figleaf.proxy.telemetry.Overload;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in: so many connections, and no request while as many are in flight as may be or the
 * heap is nearly full.
 *
 * <p>One for all event loops. The heap is looked at now and then, never for a request; requests in
 * flight are counted by who counts them anyway, so that two loops can be one over the bound for a
 * moment.
 */
public final class Admission {
  private static final Logger LOG = LogManager.getLogger(Admission.class);
  private static final long LOOK_MILLIS = 250;

  /** Shares of the bound on requests in flight: what counts as at it, and what as well below. */
  private static final double FULL = 0.95;

  private static final double CALM = 0.8;

  private final int mostConnections;
  private final int mostRequests;
  private final double fullest;
  private final DoubleSupplier heap;
  private final LongSupplier inFlight;
  private final ProxyEvents events;
  private final Strain strain = new Strain();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean heapIsFull;

  /**
   * Admits everybody at first.
   *
   * @param heap how full the heap is, from 0 to 1
   * @param inFlight how many requests have begun and not ended; asked for every request
   */
  Admission(Limits limits, DoubleSupplier heap, LongSupplier inFlight, ProxyEvents events) {
    this.mostConnections = limits.connections();
    this.mostRequests = limits.inFlight();
    this.fullest = limits.heap().fraction();
    this.heap = heap;
    this.inFlight = inFlight;
    this.events = events;
  }

  /** Looks at the heap of this process for as long as the engine runs. */
  public static Admission open(Vertx vertx, Limits limits, MicrometerEvents events) {
    var admission = new Admission(limits, new LiveHeap(), events::inFlight, events);
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

  /** Whether a request that comes now is turned away. */
  boolean isOverloaded() {
    return heapIsFull || inFlight.getAsLong() >= mostRequests;
  }

  /** The bound that has been reached for a while, for whoever sends clients here; or null. */
  public @Nullable Overload strain() {
    return strain.bound();
  }

  void look() {
    heapIsFull = heap.getAsDouble() > fullest;
    long requests = inFlight.getAsLong();
    Overload before = strain.bound();
    if (strain.look(boundAt(requests), !heapIsFull && requests <= mostRequests * CALM)) {
      tell(before, strain.bound(), requests);
    }
  }

  private @Nullable Overload boundAt(long requests) {
    if (heapIsFull) {
      return Overload.HEAP;
    }
    return requests >= mostRequests * FULL ? Overload.IN_FLIGHT : null;
  }

  private void tell(@Nullable Overload before, @Nullable Overload now, long requests) {
    if (now != null) {
      events.overloadBegan(now);
      LOG.warn(Fact.of("overloaded").with("bound", now.code()).with("in_flight", requests));
    } else if (before != null) {
      events.overloadEnded(before);
      LOG.info(Fact.of("overload over").with("bound", before.code()).with("in_flight", requests));
    }
  }
}
