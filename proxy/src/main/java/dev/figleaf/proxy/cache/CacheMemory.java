package dev.figleaf.proxy.cache;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all caches hold together: what they keep, and what is on its way into them. Where that is
 * too much, the cache that keeps the most makes room, whoever wants it: so none is pushed below an
 * equal share by the others. Safe to share.
 *
 * <p>What is on its way has half of it at most, because slow clients hold it for as long as they
 * like.
 */
public final class CacheMemory {
  /** As much as is held where nobody says otherwise: 64 MiB. */
  public static final long USUAL_BYTES = 64L * 1024 * 1024;

  private final long most;
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong filling = new AtomicLong();
  private volatile List<RouteCache> caches = List.of();

  /**
   * @param most in bytes
   */
  public CacheMemory(long most) {
    this.most = most;
  }

  /** Those that share it from now on. */
  void share(Collection<RouteCache> all) {
    caches = List.copyOf(all);
  }

  /** What a cache keeps has become so much more, or less. */
  void grew(long by) {
    held.addAndGet(by);
  }

  /** Takes room for what is on its way, or none. */
  boolean take(long bytes) {
    if (filling.addAndGet(bytes) > most / 2) {
      filling.addAndGet(-bytes);
      return false;
    }
    held.addAndGet(bytes);
    settle();
    return true;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
    filling.addAndGet(-bytes);
  }

  /** Makes room where there is too little. */
  void settle() {
    for (long over = held.get() - most; over > 0; over = held.get() - most) {
      Optional<RouteCache> largest =
          caches.stream().max(Comparator.comparingLong(RouteCache::bytes));
      if (largest.isEmpty() || !largest.get().makeRoom(over)) {
        return;
      }
    }
  }

  /** In bytes. */
  public long held() {
    return held.get();
  }

  /** In bytes. */
  public long most() {
    return most;
  }
}
