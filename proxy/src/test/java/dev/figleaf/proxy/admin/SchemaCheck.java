package dev.figleaf.proxy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Holds JSON to the schemas of the document: what they use of JSON Schema, and nothing unknown. */
final class SchemaCheck {
  private final JsonNode document;
  private final List<String> wrong = new ArrayList<>();

  private SchemaCheck(JsonNode document) {
    this.document = document;
  }

  /** What does not fit, a line each. */
  static List<String> of(JsonNode document, JsonNode schema, JsonNode value) {
    var check = new SchemaCheck(document);
    check.check("$", schema, value);
    return check.wrong;
  }

  private void check(String at, JsonNode schema, JsonNode value) {
    if (schema.has("$ref")) {
      check(at, document.at(schema.get("$ref").asText().substring(1)), value);
      return;
    }
    if (!isOf(schema.path("type"), value)) {
      wrong.add(at + " is no " + schema.path("type") + ": " + value);
      return;
    }
    if (schema.path("format").asText().equals("date-time")) {
      instant(at, value.asText());
    }
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        wrong.add(at + " has no " + name);
      }
    }
    for (int i = 0; value.isArray() && schema.has("items") && i < value.size(); i++) {
      check(at + "[" + i + "]", schema.get("items"), value.get(i));
    }
    if (value.isObject() && (schema.has("properties") || schema.has("additionalProperties"))) {
      value.properties().forEach(one -> member(at, schema, one.getKey(), one.getValue()));
    }
  }

  private void member(String at, JsonNode schema, String name, JsonNode value) {
    JsonNode of = schema.path("properties").path(name);
    JsonNode other = schema.path("additionalProperties");
    if (!of.isMissingNode() || other.isObject()) {
      check(at + "." + name, of.isMissingNode() ? other : of, value);
    } else {
      wrong.add(at + "." + name + " is not documented");
    }
  }

  private void instant(String at, String text) {
    try {
      Instant.parse(text);
    } catch (DateTimeParseException _) {
      wrong.add(at + " is no instant: " + text);
    }
  }

  private static boolean isOf(JsonNode type, JsonNode value) {
    if (type.isArray()) {
      for (JsonNode one : type) {
        if (isOf(one, value)) {
          return true;
        }
      }
      return false;
    }
    return switch (type.asText()) {
      case "" -> true;
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new AssertionError("unknown type " + type);
    };
  }
}
