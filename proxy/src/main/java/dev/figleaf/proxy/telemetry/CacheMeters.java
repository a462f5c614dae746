package dev.figleaf.proxy.telemetry;

import java.util.function.LongSupplier;

/** The meters of the cache of one route. Called on any thread; never blocks. */
public interface CacheMeters {
  /** Throws everything away. */
  CacheMeters NONE =
      new CacheMeters() {
        @Override
        public void used(CacheUse use) {}

        @Override
        public void stored() {}

        @Override
        public void evicted() {}

        @Override
        public void refreshed() {}

        @Override
        public void watch(LongSupplier addresses, LongSupplier bytes) {}
      };

  /** A request was answered so. */
  void used(CacheUse use);

  /** An answer is kept. */
  void stored();

  /** What was kept under an address went, to make room. */
  void evicted();

  /** The upstream was asked again while a stale answer was given. */
  void refreshed();

  /** Tells from now on how much is kept. */
  void watch(LongSupplier addresses, LongSupplier bytes);
}
