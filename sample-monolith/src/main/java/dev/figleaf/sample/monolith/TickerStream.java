package dev.figleaf.sample.monolith;

import io.vertx.core.Vertx;
import java.time.Duration;

/** One listener of the ticker, with a beat of its own. Lives on one event loop. */
final class TickerStream {
  /** Where the ticks of one listener go. */
  interface Listener {
    /** Whether earlier ticks are still on their way. */
    boolean behind();

    void tell(Ticker.Tick tick);

    void close();
  }

  private final Ticker ticker;
  private final Vertx vertx;
  private final Listener listener;
  private String watched = "";
  private long number;
  private long last;
  private long timer;
  private boolean ended;

  TickerStream(Ticker ticker, Vertx vertx, Listener listener) {
    this.ticker = ticker;
    this.vertx = vertx;
    this.listener = listener;
  }

  /** Tells the first tick at once, and the others beat by beat. */
  void begin(Duration beat, long after, long ticks) {
    number = after;
    last = after + ticks;
    timer = vertx.setPeriodic(beat.toMillis(), _ -> beat());
    beat();
  }

  /** From now on only this product ticks. */
  void watch(String sku) {
    watched = sku;
  }

  /** Ends the stream; does nothing when it has ended. */
  void end() {
    if (!ended) {
      ended = true;
      vertx.cancelTimer(timer);
      ticker.ended(this);
      listener.close();
    }
  }

  private void beat() {
    if (listener.behind()) {
      return; // ticks that nobody reads must not pile up
    }
    number++;
    listener.tell(ticker.tick(number, watched));
    if (number == last) {
      end();
    }
  }
}
