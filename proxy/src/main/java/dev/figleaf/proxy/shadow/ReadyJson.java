package dev.figleaf.proxy.shadow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.rules.LatencyBudget;
import dev.figleaf.rules.ReadySpec;

/** Writes the budgets of a verdict as JSON, in the words of rules. */
final class ReadyJson {
  private ReadyJson() {}

  static String of(ReadySpec ready) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("mismatches", ready.mismatches().toString())
            .put("errors", ready.errors().toString())
            .put("confidence", ready.confidence().toString())
            .put("samples", ready.samples())
            .put("coverage", ready.coverage().toString());
    LatencyBudget latency = ready.latency();
    if (latency != null) {
      json.putObject("latency")
          .put("within", latency.within().toMillis() + "ms")
          .put("slower", latency.slower().toString());
    }
    return json.toString();
  }
}
