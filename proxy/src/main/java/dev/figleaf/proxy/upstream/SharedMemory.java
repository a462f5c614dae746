package dev.figleaf.proxy.upstream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What requests of one kind may hold together, whichever loop they are on: all copies, or the
 * answers to all parts. {@link Room} is the same for one loop. Safe to share.
 */
public final class SharedMemory {
  /** As much as is held where nobody says otherwise: 64 MiB. */
  public static final long USUAL_BYTES = 64L * 1024 * 1024;

  private final long most;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param most in bytes
   */
  public SharedMemory(long most) {
    this.most = most;
  }

  /** Takes so much, or nothing where there is less. */
  public boolean take(long bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  public void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  /** In bytes. */
  public long held() {
    return held.get();
  }
}
