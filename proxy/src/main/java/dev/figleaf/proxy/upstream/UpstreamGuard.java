package dev.figleaf.proxy.upstream;

/**
 * Stands in front of an upstream and gives leave to call it.
 *
 * <p>Shared by all event loops.
 */
public final class UpstreamGuard {

  /** Who wants to call. */
  interface Visitor {
    /** The call may be made; the permit is the visitor's from now on. */
    void admitted(Permit permit);

    /**
     * It may not.
     *
     * @param retryAfterMillis when it may be worth another try
     */
    void turnedAway(ForwardError error, long retryAfterMillis);

    /** Whether the visitor would still take a permit. */
    boolean isWaiting();
  }

  /** What a call becomes. */
  enum Call {
    REQUEST,
    TUNNEL
  }

  /**
   * Asks for leave. The visitor is told at once, or later, on its loop, when it has to queue; it
   * bounds that time itself.
   */
  void enter(Loop loop, Call call, Visitor visitor) {
    visitor.admitted(FREE);
  }

  private static final Permit FREE =
      new Permit() {
        @Override
        public void succeeded(int status, long nanos) {}

        @Override
        public void failed(ForwardError error, long nanos) {}

        @Override
        public void cancelled() {}
      };
}
