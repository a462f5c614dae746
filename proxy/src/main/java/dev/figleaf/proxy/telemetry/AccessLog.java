package dev.figleaf.proxy.telemetry;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventTranslatorOneArg;
import com.lmax.disruptor.RingBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One line of JSON a request, written by a thread of its own.
 *
 * <p>Event loops hand their outcome to a bounded ring and go on. When the ring is full (in lines,
 * or in characters that strangers sent) the line is lost and counted; an event loop never waits.
 */
public final class AccessLog implements AutoCloseable {
  /** How many outcomes wait at most. */
  static final int MAX_LINES = 4_096;

  /** How many characters of strangers wait at most: long queries must not fill the heap. */
  static final int MAX_CHARS = 4 * 1024 * 1024;

  private static final long FILE_BYTES = 64L * 1024 * 1024;
  private static final int FILES = 4;
  private static final EventTranslatorOneArg<Slot, Outcome> FILL =
      (slot, _, outcome) -> slot.outcome = outcome;

  /** How many may listen at once. */
  public static final int MAX_LISTENERS = 16;

  private final LongAdder dropped = new LongAdder();
  private final AtomicLong chars = new AtomicLong();
  private final @Nullable RingBuffer<Slot> ring;
  private final @Nullable AccessLogWriter writer;
  private final boolean query;
  private volatile boolean open;
  private volatile @Nullable AccessTap tap;
  private int listeners;

  /**
   * How the log is written.
   *
   * @param enabled whether there is one
   * @param query whether lines have query strings, which may hold what must not be kept
   * @param file where to, rolled at 64 MiB with four old files; null for standard output
   */
  public record Options(boolean enabled, boolean query, @Nullable Path file) {}

  private AccessLog(boolean query) {
    this.query = query;
    ring = null;
    writer = null;
  }

  AccessLog(AccessLine line, LineSink sink) {
    this.query = line.hasQuery();
    ring = RingBuffer.createMultiProducer(Slot::new, MAX_LINES, new BusySpinWaitStrategy());
    writer = new AccessLogWriter(ring, line, sink, chars, dropped);
    open = true;
    writer.start();
  }

  /** Opens the log and starts its writer; fails when the file cannot be opened. */
  public static AccessLog open(Options options) throws IOException {
    if (!options.enabled()) {
      return new AccessLog(options.query());
    }
    var file = options.file();
    var sink = file == null ? LineSink.stdout() : new RollingFile(file, FILE_BYTES, FILES);
    return new AccessLog(new AccessLine(options.query()), sink);
  }

  /** Hands a finished request over; from now on nobody may change the outcome. */
  public void log(Outcome outcome) {
    if (ring != null && !offer(ring, outcome)) {
      dropped.increment();
    }
    AccessTap listening = tap;
    if (listening != null) {
      listening.offer(outcome);
    }
  }

  /**
   * Tells of requests from now on, with the fields of the log, also where there is no log. Costs
   * requests nothing while nobody listens.
   *
   * @return ends it
   * @throws IllegalStateException when too many listen already
   */
  public synchronized AutoCloseable listen(Predicate<Outcome> wanted, AccessListener to) {
    if (listeners == MAX_LISTENERS) {
      throw new IllegalStateException(MAX_LISTENERS + " listen already");
    }
    AccessTap through = tap;
    if (through == null) {
      through = new AccessTap(new AccessLine(query));
      through.start();
      tap = through;
    }
    listeners++;
    AccessTap mine = through;
    Object listening = mine.add(wanted, to);
    var open = new AtomicBoolean(true);
    return () -> {
      if (open.getAndSet(false)) {
        end(mine, listening);
      }
    };
  }

  private synchronized void end(AccessTap of, Object listening) {
    listeners--;
    if (of.remove(listening)) {
      of.end();
      tap = null;
    }
  }

  /** How many lines were lost: the ring was full, or they could not be written. */
  public long dropped() {
    return dropped.sum();
  }

  /** Writes what waits, for two seconds at most, and closes the file. */
  @Override
  public void close() {
    open = false;
    AccessTap listening = tap;
    if (listening != null) {
      listening.end();
    }
    if (writer != null) {
      writer.stop();
    }
  }

  private boolean offer(RingBuffer<Slot> into, Outcome outcome) {
    if (!open) {
      return false;
    }
    int weight = outcome.weight();
    boolean taken = chars.addAndGet(weight) <= MAX_CHARS && into.tryPublishEvent(FILL, outcome);
    if (!taken) {
      chars.addAndGet(-weight);
    }
    return taken;
  }

  /** A place in the ring. */
  static final class Slot {
    @Nullable Outcome outcome;
  }
}
