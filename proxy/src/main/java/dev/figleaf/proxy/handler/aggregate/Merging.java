package dev.figleaf.proxy.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.rules.OnFailure;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values of parts together, in the order of the file: where two write the same key, the
 * later wins. Changes none of the values.
 */
final class Merging {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Merging() {}

  static ObjectNode merged(List<PartPlan> parts, List<PartResult> results) {
    var whole = JSON.objectNode();
    for (int i = 0; i < parts.size(); i++) {
      JsonNode value = standing(parts.get(i), results.get(i));
      if (value != null) {
        put(parts.get(i), value, whole);
      }
    }
    return whole;
  }

  /** What stands for a part in the whole; null for nothing. */
  private static @Nullable JsonNode standing(PartPlan part, PartResult result) {
    return switch (result) {
      case PartResult.Ok ok -> ok.shaped();
      case PartResult.Failed _ -> standsIn(part) ? part.fallback : null;
      case PartResult.Skipped _ -> null;
    };
  }

  static boolean standsIn(PartPlan part) {
    return part.spec.policy() == OnFailure.DEFAULT;
  }

  private static void put(PartPlan part, JsonNode value, ObjectNode whole) {
    if (part.spec.flatten()) {
      value.properties().forEach(member -> whole.set(member.getKey(), member.getValue()));
    } else {
      whole.set(part.spec.key(), value);
    }
  }

  /** What became of each part, as {@code user;ok, orders;timeout;default}. */
  static String told(List<PartPlan> parts, List<@Nullable PartResult> results) {
    var told = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      PartResult result = results.get(i);
      if (result != null) {
        told.append(told.isEmpty() ? "" : ", ");
        told.append(parts.get(i).spec.name()).append(';').append(result.code());
        String besides = besides(parts.get(i), result);
        told.append(besides.isEmpty() ? "" : ";" + besides);
      }
    }
    return told.toString();
  }

  /** What stands in its place, or how a cache answered it; empty for neither. */
  private static String besides(PartPlan part, PartResult result) {
    if (!(result instanceof PartResult.Failed)) {
      return result.cacheUse();
    }
    return switch (part.spec.policy()) {
      case DEFAULT -> "default";
      case OMIT -> "omit";
      case FAIL -> "";
    };
  }

  /** The member {@code _parts}. */
  static ObjectNode report(List<PartPlan> parts, List<PartResult> results) {
    var report = JSON.objectNode();
    for (int i = 0; i < parts.size(); i++) {
      PartResult result = Objects.requireNonNull(results.get(i));
      ObjectNode one = report.putObject(parts.get(i).spec.name()).put("code", result.code());
      String besides = besides(parts.get(i), result);
      if (!besides.isEmpty()) {
        one.put(result instanceof PartResult.Failed ? "instead" : "cache", besides);
      }
    }
    return report;
  }
}
