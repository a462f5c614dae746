package dev.figleaf.proxy.upstream;

/** What an operator tells one endpoint to do, whatever its requests and its health say. */
public enum EndpointOrder {
  /** Take no new request, until restored. */
  DRAIN,
  /** Take them again, and at once where it was ejected. */
  RESTORE,
  /** Stay out as if its requests had failed. */
  EJECT;

  /** What became of it. */
  public enum Result {
    /** It is done. */
    DONE,
    /** The upstream has no such endpoint. */
    UNKNOWN,
    /** No other endpoint of the upstream would be left that is not drained. */
    LAST
  }
}
