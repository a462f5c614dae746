package dev.figleaf.proxy.admin;

/** Whether new traffic is welcome, and why not. */
public enum Readiness {
  /** The edges do not listen yet. */
  STARTING("starting", "Figleaf is starting and does not listen yet."),
  /** Traffic is welcome. */
  READY("ready", "Figleaf takes traffic."),
  /** Requests are shed over {@code limits.heap}, and have been for a while. */
  HEAP_FULL("overloaded", "The heap is nearly full; Figleaf sheds requests (limits.heap)."),
  /** Requests are shed over {@code limits.in-flight}, and have been for a while. */
  REQUESTS_FULL(
      "overloaded",
      "As many requests are in flight as may be; Figleaf sheds others (limits.in-flight)."),
  /** A shutdown has begun: what is in flight ends, nothing new is taken. */
  DRAINING("draining", "Figleaf is shutting down and takes no new traffic.");

  private final String code;
  private final String sentence;

  Readiness(String code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  String code() {
    return code;
  }

  String sentence() {
    return sentence;
  }
}
