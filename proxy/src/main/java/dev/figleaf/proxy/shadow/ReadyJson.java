package dev.figleaf.proxy.shadow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.rules.Durations;
import dev.figleaf.rules.LatencyBudget;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.ReadySpec;
import org.jspecify.annotations.Nullable;

/**
 * The budgets of a candidacy as {@link CandidacyRow#ready()} keeps them: JSON whose values are
 * written as in rules, so that a report made later, by another process, judges as the rules did
 * then. {@code {"mismatches":"0.1%","errors":"0.1%","confidence":"95%","samples":1000,
 * "coverage":"90%","latency":{"within":"300ms","slower":"1%"}}}; without {@code latency} where it
 * is not judged. Equal specs give equal texts.
 */
public final class ReadyJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReadyJson() {}

  public static String write(ReadySpec ready) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("mismatches", ready.mismatches().toString())
            .put("errors", ready.errors().toString())
            .put("confidence", ready.confidence().toString())
            .put("samples", ready.samples())
            .put("coverage", ready.coverage().toString());
    LatencyBudget latency = ready.latency();
    if (latency != null) {
      json.putObject("latency")
          .put("within", Durations.format(latency.within()))
          .put("slower", latency.slower().toString());
    }
    return json.toString();
  }

  /**
   * Reads what {@link #write} wrote; what is missing is as in {@link ReadySpec#STANDARD}.
   *
   * @throws IllegalArgumentException where it is something else
   */
  public static ReadySpec read(String text) {
    JsonNode json = parse(text);
    ReadySpec usual = ReadySpec.STANDARD;
    return new ReadySpec(
        percentage(json, "mismatches", usual.mismatches()),
        percentage(json, "errors", usual.errors()),
        percentage(json, "confidence", usual.confidence()),
        json.path("samples").asLong(usual.samples()),
        percentage(json, "coverage", usual.coverage()),
        latency(json.get("latency")));
  }

  private static JsonNode parse(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      if (json.isObject()) {
        return json;
      }
      throw new IllegalArgumentException("budgets are an object of JSON");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("budgets are JSON", e);
    }
  }

  private static Percentage percentage(JsonNode json, String name, Percentage absent) {
    return json.has(name) ? Percentage.parse(json.get(name).asText()) : absent;
  }

  private static @Nullable LatencyBudget latency(@Nullable JsonNode json) {
    return json == null || !json.isObject()
        ? null
        : new LatencyBudget(
            Durations.parse(json.path("within").asText()),
            Percentage.parse(json.path("slower").asText()));
  }
}
