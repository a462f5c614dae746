package dev.figleaf.proxy.telemetry;

/**
 * The meters of one subject of shadowing: a seam, or a route that shadows by itself.
 *
 * <p>Called on any thread; never blocks.
 */
public interface ShadowMeters {
  /** Throws everything away. */
  ShadowMeters NONE =
      new ShadowMeters() {
        @Override
        public void copied(String role) {}

        @Override
        public void leftOut(String reason, long count) {}

        @Override
        public void found(String finding, long count) {}
      };

  /**
   * A copy was sent.
   *
   * @param role of the side that got it: {@code control} or {@code candidate}
   */
  void copied(String role);

  /** Requests were not copied, or pairs not compared. */
  void leftOut(String reason, long count);

  /** Pairs were compared. */
  void found(String finding, long count);
}
