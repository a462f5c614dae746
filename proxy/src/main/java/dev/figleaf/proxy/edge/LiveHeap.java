package dev.figleaf.proxy.edge;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * How full the heap is of what lives: what the last collection left in the pools of old objects.
 *
 * <p>Garbage does not count; it fills every heap, and is gone when room is needed. Where the heap
 * was found full and nothing was collected for a while, because nobody asks for memory any more, a
 * collection is asked for, so that the finding does not outlive its reason. Used by one thread.
 */
final class LiveHeap implements DoubleSupplier {
  private static final double FULL = 0.85;
  private static final long COLLECT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final List<MemoryPoolMXBean> old =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .filter(
              pool ->
                  pool.isUsageThresholdSupported() && pool.isCollectionUsageThresholdSupported())
          .toList();

  private long askedAt = System.nanoTime();

  @Override
  public double getAsDouble() {
    double fullest = 0;
    for (MemoryPoolMXBean pool : old) {
      fullest = Math.max(fullest, share(pool.getCollectionUsage()));
    }
    if (fullest > FULL && System.nanoTime() - askedAt > COLLECT_NANOS) {
      askedAt = System.nanoTime();
      Thread.ofVirtual().start(System::gc);
    }
    return fullest;
  }

  private static double share(MemoryUsage afterCollection) {
    return afterCollection == null || afterCollection.getMax() <= 0
        ? 0
        : (double) afterCollection.getUsed() / afterCollection.getMax();
  }
}
