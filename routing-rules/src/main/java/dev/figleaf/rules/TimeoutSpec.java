package dev.figleaf.rules;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Limits on waiting for an upstream. Absent figures are inherited. */
public record TimeoutSpec(
    @Doc("Until the connection stands.") @Range(min = 1) @Nullable Duration connect,
    @Doc("From the request sent to the response head.") @Range(min = 1) @Nullable Duration response,
    @Doc("Between two pieces of a body.") @Range(min = 1) @Nullable Duration idle) {

  @WhenAbsent public static final TimeoutSpec NONE = new TimeoutSpec(null, null, null);

  /** This spec, with what it leaves open taken from another. */
  public TimeoutSpec orElse(TimeoutSpec other) {
    return new TimeoutSpec(
        connect != null ? connect : other.connect,
        response != null ? response : other.response,
        idle != null ? idle : other.idle);
  }
}
