package dev.figleaf.proxy;

import dev.figleaf.proxy.shadow.Subjects;
import dev.figleaf.proxy.store.EvidenceLog;
import dev.figleaf.proxy.store.StoreUnavailable;
import java.time.Duration;

/**
 * Goes on with the candidacies that are kept: where the process before this one ended, and where
 * operators began another one on another replica. Asks on a virtual thread of its own, and only
 * while something is compared; without a store each process goes on by itself.
 */
final class CandidacyFollower implements AutoCloseable {
  /** How long a subject that is new waits for what is known of it. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration ASK_EVERY = Duration.ofSeconds(10);

  private final EvidenceLog log;
  private final Subjects subjects;
  private final Thread thread;
  private long askAt = System.nanoTime();

  private CandidacyFollower(EvidenceLog log, Subjects subjects) {
    this.log = log;
    this.subjects = subjects;
    this.thread = Thread.ofVirtual().name("candidacies").unstarted(this::run);
  }

  static CandidacyFollower start(EvidenceLog log, Subjects subjects) {
    var follower = new CandidacyFollower(log, subjects);
    follower.thread.start();
    return follower;
  }

  private void run() {
    try {
      while (true) {
        if (subjects.hasUnknown() || isDue()) {
          ask();
        }
        Thread.sleep(LOOK_EVERY); // a virtual thread of its own: nobody waits for it
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private boolean isDue() {
    return System.nanoTime() - askAt >= 0 && !subjects.living().isEmpty();
  }

  private void ask() throws InterruptedException {
    askAt = System.nanoTime() + ASK_EVERY.toNanos();
    try {
      subjects.follow(log.candidacies());
    } catch (StoreUnavailable _) {
      // The writer tells of it; to ask a store that is down more often helps nobody.
      Thread.sleep(ASK_EVERY);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
