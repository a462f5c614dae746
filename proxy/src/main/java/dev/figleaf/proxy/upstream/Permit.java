package dev.figleaf.proxy.upstream;

/**
 * Leave to call an upstream once. It ends with exactly one of {@link #succeeded}, {@link #failed}
 * and {@link #cancelled}, on the event loop that got it; a second end does nothing.
 */
public interface Permit {
  /**
   * The head of the final answer is here. To be told as soon as it is: a probe has said then what
   * it can say, however long the rest takes, and so has a tunnel.
   *
   * @param nanos since the permit was given
   */
  void answered(int status, long nanos);

  /**
   * The answer was whole; whether its status is a failure is for the guard to say.
   *
   * @param nanos from the permit to the head of the answer; a body takes as long as its client
   */
  void succeeded(int status, long nanos);

  /**
   * There was no answer, or no whole one. It counts as a failure where it {@linkplain
   * ForwardError#isUpstreamsFault() is the upstream's}, and otherwise as cancelled.
   *
   * @param nanos since the permit was given
   */
  void failed(ForwardError error, long nanos);

  /** Nothing can be said of the upstream: the client left, or the call was not made. */
  void cancelled();
}
