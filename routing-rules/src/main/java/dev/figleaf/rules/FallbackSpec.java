package dev.figleaf.rules;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What answers where a route's upstream cannot: another upstream, or a fixed answer.
 *
 * @param to an upstream, or null where the answer is fixed
 * @param status of the fixed answer; 200 when absent
 */
@OneOf({"json", "body"})
public record FallbackSpec(
    @Doc("The upstream that answers instead.") @Shorthand @Nullable String to,
    @Doc("The status of a fixed answer; 200 when absent.") @Range(min = 200, max = 599)
        @Nullable Integer status,
    @Doc("Headers of a fixed answer.")
        @Check(keys = TextKind.SETTABLE_HEADER, value = TextKind.HEADER_VALUE)
        Map<String, String> headers,
    @Doc("A JSON body, written as YAML.") @Nullable JsonText json,
    @Doc("A body as text.") @Nullable String body) {

  public FallbackSpec {
    headers = Ordered.copyOf(headers);
  }

  /** Whether anything of a fixed answer is written. */
  boolean hasAnswer() {
    return status != null || json != null || body != null || !headers.isEmpty();
  }

  /** The fixed answer; only where there is no upstream. */
  public Action.Respond answer() {
    return new Action.Respond(status == null ? 200 : status, headers, json, body);
  }
}
