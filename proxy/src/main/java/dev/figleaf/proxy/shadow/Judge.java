package dev.figleaf.proxy.shadow;

import java.time.Duration;

/**
 * Compares, away from event loops: takes what they saw, in a queue with a bound, and gives evidence
 * to whoever keeps it. Every method may be called on any thread and waits for nothing.
 */
public interface Judge {
  /**
   * Takes a pair in.
   *
   * @return whether there was room; where there was not it is counted, and the caller lets go
   */
  boolean compare(Pair pair);

  /** Takes two answers of the control to one request in, from which noise is learned. */
  boolean learn(Subject subject, ShadowedRequest request, Answer earlier, Answer later);

  /** Takes in that a request was answered to a client, shadowed or not. */
  void live(Subject subject, String method, String path, int status);

  /** Takes in that only the candidate failed, which served a client itself. */
  void failed(Subject subject, String method, String path, String code);

  /** Counts what was not shadowed or not compared. */
  void leftOut(Subject subject, String reason);

  /** What the candidate calls what the control calls this, and the other way round. */
  String translate(Subject subject, ShadowedRequest request, Role to);

  /** How long what is counted may wait to be kept. */
  Duration FLUSH_EVERY = Duration.ofSeconds(1);
}
