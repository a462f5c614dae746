package dev.figleaf.proxy.telemetry;

/** What came of asking an endpoint whether it is well. */
public enum HealthResult {
  /** A status that the rules expect. */
  PASSED("passed"),
  /** Another status. */
  STATUS("status"),
  /** No answer in time. */
  TIMEOUT("timeout"),
  /** No connection, or none that lasted until the answer. */
  FAILED("failed");

  private final String code;

  HealthResult(String code) {
    this.code = code;
  }

  /** The word of metrics, logs and the admin API. */
  public String code() {
    return code;
  }

  public boolean isGood() {
    return this == PASSED;
  }
}
