package dev.figleaf.proxy.shadow;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that all copies together may hold. Safe to share. */
public final class ShadowMemory {
  /** As much as is held where nobody says otherwise: 64 MiB. */
  public static final long USUAL_BYTES = 64L * 1024 * 1024;

  private final long most;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param most in bytes
   */
  public ShadowMemory(long most) {
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
