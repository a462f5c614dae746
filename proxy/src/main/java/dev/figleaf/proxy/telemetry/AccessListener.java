package dev.figleaf.proxy.telemetry;

/** Hears of requests that have ended, on one thread; must not block. */
public interface AccessListener {
  /**
   * A request that it wants to hear of.
   *
   * @param json as the access log has it, without the end of the line
   */
  void line(String json);

  /** So many requests were passed over, because there were more than could be looked at. */
  void missed(long requests);
}
