package dev.figleaf.proxy.shadow.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.proxy.shadow.DifferenceReport;
import dev.figleaf.proxy.shadow.DifferenceReport.Kept;
import dev.figleaf.proxy.shadow.ExampleJson;
import dev.figleaf.proxy.shadow.ExampleJson.Example;
import dev.figleaf.proxy.shadow.HeaderField;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Stub mappings for WireMock 3: what the control answered, to develop the new service against. A
 * stub knows its request by method, path and query, and by its body where it had one.
 */
public final class ExportWireMock {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** What says how the answer travelled, and not what it is; and what WireMock writes itself. */
  private static final Set<String> NOT_REPEATED =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "date",
          "keep-alive",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "via");

  private ExportWireMock() {}

  static String of(DifferenceReport difference) {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode mappings = json.putArray("mappings");
    for (Kept kept : difference.examples()) {
      if (kept.example().control().failed() == null) {
        ObjectNode mapping = mapping(kept.example());
        mapping
            .withObject("/metadata")
            .put("difference", difference.id())
            .put("path", difference.path())
            .put("kind", difference.kind());
        mappings.add(mapping);
      }
    }
    return text(json);
  }

  /**
   * One stub mapping, of a request and what the control answered to it.
   *
   * @param content as {@link ExampleJson} reads it; it may lack the candidate
   * @return empty where it holds no answer
   */
  public static Optional<String> mapping(String content) {
    return ExampleJson.read(content)
        .filter(example -> example.control().failed() == null && example.control().status() >= 200)
        .map(example -> text(mapping(example)));
  }

  /** What a stub mapping is called. */
  public static String nameOf(String mapping) {
    return read(mapping).path("name").asText();
  }

  /** Which requests a stub mapping answers; equal for those that answer the same. */
  public static String requestOf(String mapping) {
    return read(mapping).path("request").toString();
  }

  private static JsonNode read(String mapping) {
    try {
      return JSON.readTree(mapping);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no stub mapping", e);
    }
  }

  private static ObjectNode mapping(Example example) {
    var request = ExportedRequest.of(example);
    ObjectNode json = JSON.createObjectNode();
    json.put("name", request.method() + " " + request.target());
    ObjectNode matching =
        json.putObject("request").put("method", request.method()).put("url", request.target());
    if (!request.body().isEmpty() && !ExportedRequest.isRedacted(request.body())) {
      body(matching, request.body());
    }
    response(json.putObject("response"), example);
    if (isIncomplete(example)) {
      json.putObject("metadata")
          .put("incomplete", "secrets were taken out, or a body was not kept whole");
    }
    return json;
  }

  private static void body(ObjectNode request, String body) {
    ObjectNode pattern = request.putArray("bodyPatterns").addObject();
    ExactJson.read(body)
        .filter(JsonNode::isContainerNode)
        .ifPresentOrElse(
            json -> pattern.set("equalToJson", json), () -> pattern.put("equalTo", body));
  }

  private static void response(ObjectNode json, Example example) {
    json.put("status", example.control().status());
    ObjectNode headers = json.putObject("headers");
    for (HeaderField field : example.control().headers()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (!NOT_REPEATED.contains(name) && !ExportedRequest.isRedacted(field.value())) {
        headers.withArray(field.name()).add(ExportedRequest.oneLine(field.value()));
      }
    }
    json.put("body", example.control().body());
  }

  private static boolean isIncomplete(Example example) {
    return ExportedRequest.isStandIn(example.body())
        || ExportedRequest.isStandIn(example.control().body())
        || ExportedRequest.isRedacted(example.body())
        || ExportedRequest.isRedacted(example.target())
        || ExportedRequest.isRedacted(example.control().body())
        || example.control().body().endsWith("…");
  }

  private static String text(ObjectNode json) {
    try {
      return JSON.writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always written", e);
    }
  }
}
