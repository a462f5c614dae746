package dev.figleaf.proxy.telemetry;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The thread that takes outcomes from the ring and writes their lines, many in one write.
 *
 * <p>It looks every few milliseconds instead of being woken: a wake-up is a system call on the
 * event loop, where a whole small request takes four.
 */
final class AccessLogWriter implements Runnable {
  private static final Logger LOG = LogManager.getLogger(AccessLogWriter.class);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long DRAIN_MILLIS = 2_000;
  private static final long COMPLAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int FLUSH_BYTES = 32 * 1024;

  private final EventPoller<AccessLog.Slot> poller;
  private final AccessLine line;
  private final LineSink sink;
  private final AtomicLong chars;
  private final LongAdder dropped;
  private final JsonLines json = new JsonLines();
  private final Thread thread;
  private volatile boolean stopping;
  private int lines;
  private long complainedNanos = System.nanoTime() - COMPLAIN_NANOS;

  AccessLogWriter(
      RingBuffer<AccessLog.Slot> ring,
      AccessLine line,
      LineSink sink,
      AtomicLong chars,
      LongAdder dropped) {
    this.poller = ring.newPoller();
    ring.addGatingSequences(poller.getSequence());
    this.line = line;
    this.sink = sink;
    this.chars = chars;
    this.dropped = dropped;
    this.thread = Thread.ofPlatform().daemon().name("figleaf-access-log").unstarted(this);
  }

  void start() {
    thread.start();
  }

  /** Ends the thread once the ring is empty; gives up waiting after two seconds. */
  void stop() {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join(DRAIN_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    boolean last = false;
    while (!last) {
      last = stopping;
      drain();
      if (!last) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    close();
  }

  private void drain() {
    try {
      while (poller.poll(this::take) == EventPoller.PollState.PROCESSING) {
        flush();
      }
    } catch (Exception e) {
      complain(e);
    }
    flush();
  }

  /** Takes one outcome; false ends the batch, which gives its places in the ring back. */
  private boolean take(AccessLog.Slot slot, long sequence, boolean endOfBatch) {
    var outcome = slot.outcome;
    slot.outcome = null;
    if (outcome != null) {
      chars.addAndGet(-outcome.weight());
      write(outcome);
    }
    return json.size() < FLUSH_BYTES;
  }

  /** Writes one line into the buffer: whole or, when it cannot be written, not at all. */
  private void write(Outcome outcome) {
    int before = json.size();
    try {
      line.write(outcome, json);
      lines++;
    } catch (RuntimeException e) {
      json.cut(before);
      dropped.increment();
      complain(e);
    }
  }

  private void flush() {
    if (lines == 0) {
      return;
    }
    try {
      sink.write(json.written());
    } catch (IOException e) {
      dropped.add(lines);
      complain(e);
    }
    json.cut(0);
    lines = 0;
  }

  /** Once a minute at most: a full disk must not fill the other log. */
  private void complain(Exception failure) {
    long now = System.nanoTime();
    if (now - complainedNanos >= COMPLAIN_NANOS) {
      complainedNanos = now;
      LOG.warn(Fact.of("access log lost lines").with("dropped", dropped.sum()), failure);
    }
  }

  private void close() {
    try {
      sink.close();
    } catch (IOException e) {
      complain(e);
    }
  }
}
