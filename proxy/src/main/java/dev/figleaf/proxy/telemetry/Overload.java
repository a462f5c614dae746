package dev.figleaf.proxy.telemetry;

/** What there is too little of when the edge sheds requests. */
public enum Overload {
  /** Room in the heap, after a collection. */
  HEAP("heap"),
  /** Places for requests in flight. */
  IN_FLIGHT("in-flight");

  private final String code;

  Overload(String code) {
    this.code = code;
  }

  /** The word of documents, metrics and logs; the limit is called so, too. */
  public String code() {
    return code;
  }
}
