package dev.figleaf.proxy.telemetry;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one route and upstream, which are made with its first request.
 *
 * <p>Of ten thousand routes most are quiet, and meters cost a hundred times what the route itself
 * does. Later requests find them in a field; only the first takes a lock, for less than a
 * millisecond.
 */
final class LazyRoute implements RouteMeters, Retirable {
  private final RouteLabels labels;
  private final RouteSeries series;
  private final LongAdder inFlight;
  private final LongAdder running = new LongAdder();
  private volatile @Nullable MicrometerRoute made;
  private boolean removed;

  /**
   * @param inFlight what is in flight on all routes together
   */
  LazyRoute(RouteSeries series, RouteLabels labels, LongAdder inFlight) {
    this.series = series;
    this.labels = labels;
    this.inFlight = inFlight;
  }

  @Override
  public void started() {
    running.increment();
    inFlight.increment();
    var _ = meters();
  }

  @Override
  public void finished(Outcome outcome) {
    running.decrement();
    inFlight.decrement();
    var meters = meters();
    if (meters != null) {
      meters.count(outcome);
    }
  }

  private @Nullable MicrometerRoute meters() {
    var known = made;
    return known == null ? make() : known;
  }

  /** The meters, made if they are not there yet; null once they are removed. */
  synchronized @Nullable MicrometerRoute make() {
    if (made == null && !removed) {
      made = series.take(labels);
    }
    return made;
  }

  @Override
  public boolean idle() {
    return running.sum() == 0;
  }

  @Override
  public synchronized void remove() {
    removed = true;
    if (made != null) {
      series.giveBack(made);
      made = null;
    }
  }
}
