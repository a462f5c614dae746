package dev.figleaf.proxy.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Tells of requests that have ended while somebody listens, on a thread of its own that ends with
 * the last one who does.
 *
 * <p>Event loops leave outcomes in a bounded queue and go on; what it has no room for is counted
 * and passed over.
 */
final class AccessTap implements Runnable {
  /** How many outcomes wait at most. */
  static final int MAX_WAITING = 1_024;

  /** How many characters of strangers wait at most. */
  static final int MAX_CHARS = 1024 * 1024;

  private static final Logger LOG = LogManager.getLogger(AccessTap.class);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private record Listening(Predicate<Outcome> wanted, AccessListener to) {}

  private final Queue<Outcome> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong chars = new AtomicLong();
  private final AtomicLong missed = new AtomicLong();
  private final List<Listening> listeners = new CopyOnWriteArrayList<>();
  private final AccessLine line;
  private final JsonLines json = new JsonLines();
  private volatile boolean ended;

  AccessTap(AccessLine line) {
    this.line = line;
  }

  /** Leaves a finished request; on any thread, never waits. */
  void offer(Outcome outcome) {
    int weight = outcome.weight();
    boolean room = waiting.incrementAndGet() <= MAX_WAITING;
    if (chars.addAndGet(weight) <= MAX_CHARS && room) {
      queue.add(outcome);
    } else {
      forget(weight);
      missed.incrementAndGet();
    }
  }

  private void forget(int weight) {
    waiting.decrementAndGet();
    chars.addAndGet(-weight);
  }

  Object add(Predicate<Outcome> wanted, AccessListener to) {
    var listening = new Listening(wanted, to);
    listeners.add(listening);
    return listening;
  }

  /** Says whether nobody is left. */
  boolean remove(Object listening) {
    listeners.remove(listening);
    return listeners.isEmpty();
  }

  void start() {
    Thread.ofPlatform().daemon().name("figleaf-access-tap").start(this);
  }

  void end() {
    ended = true;
  }

  @Override
  public void run() {
    while (!ended) {
      try {
        tellAll();
      } catch (RuntimeException e) {
        LOG.warn("a request could not be told of", e);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void tellAll() {
    for (Outcome next = queue.poll(); next != null; next = queue.poll()) {
      forget(next.weight());
      tell(next);
    }
    long lost = missed.getAndSet(0);
    if (lost > 0) {
      listeners.forEach(one -> one.to().missed(lost));
    }
  }

  private void tell(Outcome outcome) {
    String text = null;
    for (Listening one : listeners) {
      if (one.wanted().test(outcome)) {
        text = text == null ? text(outcome) : text;
        one.to().line(text);
      }
    }
  }

  private String text(Outcome outcome) {
    json.cut(0);
    line.write(outcome, json);
    return UTF_8.decode(json.written()).toString().stripTrailing();
  }
}
