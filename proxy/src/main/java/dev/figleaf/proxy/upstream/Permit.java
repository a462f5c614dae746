package dev.figleaf.proxy.upstream;

/**
 * Leave to call an upstream once. It ends with exactly one of {@link #succeeded}, {@link #failed}
 * and {@link #cancelled}, on the event loop that got it.
 */
public interface Permit {
  /** The answer was whole; whether its status is a failure is for the guard to say. */
  void succeeded(int status, long nanos);

  /** There was no answer, or no whole one. */
  void failed(ForwardError error, long nanos);

  /** Nothing can be said of the upstream: the client left, or the call was not made. */
  void cancelled();
}
