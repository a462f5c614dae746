package dev.figleaf.proxy.traffic.inventory;

import dev.figleaf.proxy.shadow.EndpointTemplates;
import dev.figleaf.proxy.shadow.Redactor;
import dev.figleaf.proxy.store.InventoryBatch;
import dev.figleaf.proxy.store.InventoryLog;
import dev.figleaf.proxy.store.InventoryRow;
import dev.figleaf.proxy.store.InventoryRow.Caller;
import dev.figleaf.proxy.store.InventoryRow.Endpoint;
import dev.figleaf.proxy.store.StoreUnavailable;
import dev.figleaf.proxy.telemetry.InventoryFigures;
import dev.figleaf.proxy.traffic.InventoryTap;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Which endpoints there are, by the requests that were made. A virtual thread gives what the event
 * loops counted to the store once a minute, and at the end; a process that is killed loses what was
 * counted since. Safe to share.
 */
public final class Inventory implements AutoCloseable, InventoryFigures {
  private static final Logger LOG = LogManager.getLogger(Inventory.class);
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration LAST = Duration.ofSeconds(7);
  private static final long SWEEP_EVERY = TimeUnit.HOURS.toNanos(1);
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  // All templates of all loops, and of what the store knows from before.
  private static final int SEGMENTS = 40_000;
  private static final int WORDS = 100;

  /** So that words which are frequent stay words beside values. */
  private static final Comparator<InventoryRow> WORDS_FIRST =
      Comparator.comparing(row -> row.endpoint().template().contains("{name}"));

  private final InventoryLog log;
  private final InstantSource clock;
  private final String writer = "inventory-" + UUID.randomUUID();
  private final List<LoopInventory> loops = new CopyOnWriteArrayList<>();
  private final EndpointTemplates names = new EndpointTemplates(SEGMENTS, WORDS);
  private final Redactor redactor = Redactor.of(List.of());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("inventory").unstarted(this::keep);
  private final ReentrantLock lock = new ReentrantLock();

  // All of these by the lock.
  private final Waiting waiting = new Waiting();
  private List<InventoryBatch> writing = List.of();
  private long number;
  private long from;
  private boolean recalled;
  private boolean troubled;
  private long sweepAt = System.nanoTime();

  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong overCap = new AtomicLong();

  /**
   * @param log where it is kept
   */
  public Inventory(InventoryLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
    this.from = clock.millis();
  }

  /** Who hears of the requests of an event loop; to be asked for once for each. */
  public InventoryTap tap() {
    var loop = new LoopInventory();
    loops.add(loop);
    return loop;
  }

  /** Begins to keep what is counted. */
  public Inventory start() {
    thread.start();
    return this;
  }

  private void keep() {
    try {
      while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        keepQuietly();
      }
      keepQuietly();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void keepQuietly() {
    try {
      flush();
      sweep();
    } catch (StoreUnavailable _) {
      // Said when it began; what was counted waits.
    } catch (RuntimeException bug) {
      LOG.error("inventory", bug);
    }
  }

  /**
   * Gives the store all that was counted so far. Blocks.
   *
   * @throws StoreUnavailable where it is not to be had; what was counted waits
   */
  public void flush() {
    lock.lock();
    try {
      collect();
      if (writing.isEmpty()) {
        writing = waiting.take();
        number++;
      }
      write();
    } finally {
      lock.unlock();
    }
  }

  private void write() {
    try {
      recall();
      // The same again with the same number, where nobody knows whether it was written.
      log.write(writing, writer, number);
      writing = List.of();
      if (troubled) {
        LOG.info("inventory: kept again");
      }
      troubled = false;
    } catch (StoreUnavailable why) {
      if (!troubled) {
        LOG.warn("inventory: {}; it waits until the store is back", why.getMessage());
      }
      troubled = true;
      throw why;
    }
  }

  /** What endpoints were called before this process began is what they are called now. */
  private void recall() {
    if (!recalled) {
      log.endpoints(Instant.ofEpochMilli(clock.millis() - 7 * DAY_MS)).stream()
          .sorted(WORDS_FIRST)
          .forEach(row -> names.recall(row.endpoint().template(), Math.max(1, row.counts()[0])));
      recalled = true;
    }
  }

  private void collect() {
    long now = clock.millis();
    long day = now - Math.floorMod(now, DAY_MS);
    if (from < day) {
      waiting.watched(day - DAY_MS, Math.max(from, day - DAY_MS), day - 1);
    }
    waiting.watched(day, Math.max(from, day), now);
    from = now;
    loops.stream()
        .flatMap(loop -> loop.all().stream())
        .map(EndpointCounts::added)
        .filter(Objects::nonNull)
        .sorted(WORDS_FIRST)
        .forEach(added -> waiting.add(day, shown(added)));
    lost.set(waiting.lost());
  }

  private InventoryRow shown(InventoryRow row) {
    Endpoint endpoint = row.endpoint();
    if (endpoint.template().equals(EndpointTemplates.OTHER)) {
      overCap.addAndGet(row.counts()[0]);
    }
    String name = names.recall(endpoint.template(), row.counts()[0]);
    return new InventoryRow(
        new Endpoint(endpoint.method(), name, endpoint.upstream()),
        row.route(),
        row.seam(),
        row.counts(),
        row.sketch(),
        row.firstAt(),
        row.lastAt(),
        row.lastSuccessAt(),
        row.callers().stream()
            .map(caller -> new Caller(caller.at(), redactor.target(caller.name())))
            .toList());
  }

  private void sweep() {
    if (System.nanoTime() - sweepAt >= 0) {
      sweepAt = System.nanoTime() + SWEEP_EVERY;
      log.sweep();
    }
  }

  /**
   * What is known, up to now. Blocks.
   *
   * @param since of which days the counts are
   * @throws StoreUnavailable where the store is not to be had
   */
  public Endpoints endpoints(Instant since) {
    flush();
    var known = new LinkedHashMap<Endpoint, InventoryRow>();
    // What was stored before words were learned to be values is called now as they are.
    for (InventoryRow row : log.endpoints(since)) {
      Endpoint old = row.endpoint();
      var now = new Endpoint(old.method(), named(old.template()), old.upstream());
      known.merge(now, row.as(now), InventoryRow::plus);
    }
    return new Endpoints(
        clock.instant(), since, List.copyOf(known.values()), log.watches(), overCap() + lost());
  }

  private String named(String template) {
    return template.startsWith("/") ? names.known(template) : template;
  }

  // --- figures

  @Override
  public long endpoints() {
    return loops.stream().mapToLong(loop -> loop.all().size()).sum();
  }

  @Override
  public long overCap() {
    return overCap.get();
  }

  @Override
  public long lost() {
    return lost.get();
  }

  /** Keeps what was counted last, for some seconds at most. No request may come afterwards. */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (!thread.join(LAST)) {
        LOG.warn("inventory: the last minute was not kept");
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IllegalThreadStateException _) {
      // Never started: nothing was counted.
    }
  }
}
