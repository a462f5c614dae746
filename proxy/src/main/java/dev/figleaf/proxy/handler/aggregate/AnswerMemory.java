package dev.figleaf.proxy.handler.aggregate;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that the answers to all parts of all requests may hold together. Safe to share. */
public final class AnswerMemory {
  /** As much as is held where nobody says otherwise: 64 MiB. */
  public static final long USUAL_BYTES = 64L * 1024 * 1024;

  private final long most;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param most in bytes
   */
  public AnswerMemory(long most) {
    this.most = most;
  }

  /** Takes so much, or nothing where there is less. */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  /** In bytes. */
  public long held() {
    return held.get();
  }
}
