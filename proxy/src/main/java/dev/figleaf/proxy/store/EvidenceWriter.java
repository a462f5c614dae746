package dev.figleaf.proxy.store;

import dev.figleaf.proxy.store.WaitingBatches.Numbered;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes what it is given on a thread of its own, in order, and keeps trying while the store is not
 * to be had. Whoever gives never waits: there is a queue with a bound, and when it is full the
 * oldest goes and is counted. Safe to share.
 */
public final class EvidenceWriter implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(EvidenceWriter.class);

  private static final long FIRST_WAIT = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(30);
  private static final long SWEEP_EVERY = TimeUnit.MINUTES.toNanos(1);
  private static final Duration LAST = Duration.ofSeconds(5);

  private enum Work {
    WRITE,
    SWEEP,
    END
  }

  private final SqlEvidenceLog log;
  private final String id = UUID.randomUUID().toString();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final WaitingBatches waiting = new WaitingBatches();
  private final Thread thread;

  // All of these by the lock.
  private long written;
  private long lost;
  private @Nullable String trouble;
  private boolean refusedSome;
  private boolean opened;
  private boolean closed;
  private long wait = FIRST_WAIT;
  private long writeAt = System.nanoTime();
  private long sweepAt = System.nanoTime();

  private EvidenceWriter(SqlEvidenceLog log) {
    this.log = log;
    this.thread = Thread.ofVirtual().name("evidence-writer").unstarted(this::run);
  }

  /** Starts the thread; the database is opened with the first batch. */
  public static EvidenceWriter start(SqlEvidenceLog log) {
    var writer = new EvidenceWriter(log);
    writer.thread.start();
    return writer;
  }

  /**
   * Takes a batch in. Waits for nothing.
   *
   * @return whether no other had to go for it
   */
  public boolean offer(EvidenceBatch batch) {
    if (batch.isEmpty()) {
      return true;
    }
    lock.lock();
    try {
      long gone = closed ? batch.rows() : waiting.add(batch);
      lost += gone;
      changed.signalAll();
      return gone == 0;
    } finally {
      lock.unlock();
    }
  }

  /** How the store does, for meters and health. */
  public StoreState state() {
    lock.lock();
    try {
      return new StoreState(
          trouble == null, written, lost, waiting.rows(), Optional.ofNullable(trouble));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until nothing waits any more of what was offered before, or the time is over. A store
   * that was not to be had is tried at once.
   *
   * @return whether nothing of it waits
   */
  public boolean flush(Duration most) throws InterruptedException {
    long left = most.toNanos();
    lock.lock();
    try {
      long last = waiting.offered();
      writeAt = System.nanoTime();
      changed.signalAll();
      while (!waiting.isDone(last) && left > 0) {
        left = changed.awaitNanos(left);
      }
      return waiting.isDone(last);
    } finally {
      lock.unlock();
    }
  }

  /** Writes what waits, for 5 s at most; what is left then is counted as lost. */
  @Override
  public void close() {
    close(LAST);
  }

  void close(Duration most) {
    try {
      boolean _ = flush(most);
      end();
      thread.join(Duration.ofSeconds(1));
    } catch (InterruptedException _) {
      end();
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    lock.lock();
    try {
      if (!closed && waiting.rows() > 0) {
        lost += waiting.rows();
        LOG.warn("store: {} rows of evidence were not written", waiting.rows());
      }
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    for (Work work = next(); work != Work.END; work = next()) {
      switch (work) {
        case WRITE -> write();
        case SWEEP -> sweep();
        case END -> {}
      }
    }
  }

  private Work next() {
    lock.lock();
    try {
      while (true) {
        long now = System.nanoTime();
        if (closed) {
          return Work.END;
        }
        if (!waiting.isEmpty() && now - writeAt >= 0) {
          return Work.WRITE;
        }
        if (opened && trouble == null && now - sweepAt >= 0) {
          return Work.SWEEP;
        }
        await(now);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whoever waited looks at everything again, however long it was. */
  private void await(long now) {
    boolean writes = !waiting.isEmpty();
    try {
      if (writes || (opened && trouble == null)) {
        long _ = changed.awaitNanos((writes ? writeAt : sweepAt) - now);
      } else {
        changed.await();
      }
    } catch (InterruptedException _) {
      closed = true;
    }
  }

  private void write() {
    Numbered next = taken();
    try {
      log.write(next.batch(), id, next.number());
      wrote(next.batch());
    } catch (StoreUnavailable e) {
      waitFor(e);
    } catch (RuntimeException e) {
      refused(next.batch(), e);
    }
  }

  private Numbered taken() {
    lock.lock();
    try {
      Numbered next = Objects.requireNonNull(waiting.take());
      // Always with them: the database may have been lost, or restored, since they were told.
      return new Numbered(next.number(), waiting.withCandidacies(next.batch()));
    } finally {
      lock.unlock();
    }
  }

  private void wrote(EvidenceBatch batch) {
    lock.lock();
    try {
      waiting.done();
      written += batch.rows();
      opened = true;
      wait = FIRST_WAIT;
      if (trouble != null) {
        trouble = null;
        LOG.info("store: up again; {} rows of evidence were lost so far", lost);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void waitFor(StoreUnavailable why) {
    lock.lock();
    try {
      waiting.again();
      if (trouble == null) {
        LOG.warn("store: {}; evidence waits until it is back", why.getMessage());
      }
      trouble = String.valueOf(why.getMessage());
      writeAt = System.nanoTime() + wait;
      wait = Math.min(2 * wait, LONGEST_WAIT);
    } finally {
      lock.unlock();
    }
  }

  /** The database is well and does not want it: trying again would hold up all that follows. */
  private void refused(EvidenceBatch batch, RuntimeException why) {
    lock.lock();
    try {
      if (waiting.alone()) {
        return;
      }
      waiting.done();
      lost += batch.rows();
      if (!refusedSome) {
        refusedSome = true;
        LOG.error(
            "store: refused {} rows of evidence, which are lost: {}",
            batch.rows(),
            StoreTrouble.name(why));
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void sweep() {
    boolean more = false;
    try {
      more = log.sweep();
    } catch (RuntimeException e) {
      LOG.debug("store: could not be swept: {}", StoreTrouble.name(e));
    }
    lock.lock();
    try {
      sweepAt = System.nanoTime() + (more ? FIRST_WAIT : SWEEP_EVERY);
    } finally {
      lock.unlock();
    }
  }
}
