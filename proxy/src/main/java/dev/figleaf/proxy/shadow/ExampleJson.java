package dev.figleaf.proxy.shadow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.proxy.store.ExampleRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One request that showed a difference, with both answers, as {@link ExampleRow#content()} keeps
 * it: a document of JSON. Whoever writes it has redacted it.
 *
 * <p>{@code {"request":{"method":"GET","target":"/items/7","headers":[["Accept","…"]],"body":"…"},
 * "control":{"status":200,"headers":[…],"body":"…"},"candidate":{"failed":"connect-timeout"},
 * "differences":[{"path":"body:$.price","kind":"value","control":"12.5","candidate":"12.49"}]}}.
 */
public final class ExampleJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ExampleJson() {}

  /**
   * An example, redacted.
   *
   * @param target path and query
   * @param body of the request, as text
   */
  public record Example(
      String method,
      String target,
      List<HeaderField> headers,
      String body,
      Side control,
      Side candidate,
      List<Place> differences) {
    public Example {
      headers = List.copyOf(headers);
      differences = List.copyOf(differences);
    }
  }

  /**
   * What one side did.
   *
   * @param status 0 where it gave no answer
   * @param body as text, decoded
   * @param failed the word of the failure; null where it answered
   */
  public record Side(int status, List<HeaderField> headers, String body, @Nullable String failed) {
    public Side {
      headers = List.copyOf(headers);
    }
  }

  /**
   * One place where they differ.
   *
   * @param kind in lower case with hyphens
   * @param control what stands there; null for nothing
   * @param candidate the same
   */
  public record Place(
      String path, String kind, @Nullable String control, @Nullable String candidate) {}

  public static String write(Example example) {
    ObjectNode json = JSON.createObjectNode();
    ObjectNode request =
        json.putObject("request").put("method", example.method()).put("target", example.target());
    headers(request, example.headers());
    request.put("body", example.body());
    side(json.putObject("control"), example.control());
    side(json.putObject("candidate"), example.candidate());
    ArrayNode places = json.putArray("differences");
    example.differences().forEach(place -> place(places.addObject(), place));
    return json.toString();
  }

  private static void headers(ObjectNode json, List<HeaderField> headers) {
    ArrayNode array = json.putArray("headers");
    headers.forEach(field -> array.addArray().add(field.name()).add(field.value()));
  }

  private static void side(ObjectNode json, Side side) {
    if (side.failed() != null) {
      json.put("failed", side.failed());
      return;
    }
    json.put("status", side.status());
    headers(json, side.headers());
    json.put("body", side.body());
  }

  private static void place(ObjectNode json, Place place) {
    json.put("path", place.path()).put("kind", place.kind());
    if (place.control() != null) {
      json.put("control", place.control());
    }
    if (place.candidate() != null) {
      json.put("candidate", place.candidate());
    }
  }

  /** Reads what {@link #write} wrote; empty where it is something else. */
  public static Optional<Example> read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return json.isObject() ? Optional.of(example(json)) : Optional.empty();
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  private static Example example(JsonNode json) {
    JsonNode request = json.path("request");
    return new Example(
        request.path("method").asText("GET"),
        request.path("target").asText("/"),
        headers(request),
        request.path("body").asText(),
        side(json.path("control")),
        side(json.path("candidate")),
        places(json.path("differences")));
  }

  private static List<HeaderField> headers(JsonNode json) {
    return StreamSupport.stream(json.path("headers").spliterator(), false)
        .map(field -> new HeaderField(field.path(0).asText(), field.path(1).asText()))
        .toList();
  }

  private static Side side(JsonNode json) {
    return new Side(
        json.path("status").asInt(),
        headers(json),
        json.path("body").asText(),
        text(json, "failed"));
  }

  private static List<Place> places(JsonNode json) {
    var places = new ArrayList<Place>();
    for (JsonNode place : json) {
      String kind = place.path("kind").asText();
      places.add(
          new Place(
              place.path("path").asText(),
              kind,
              kind.equals("added") ? null : text(place, "control"),
              kind.equals("missing") ? null : text(place, "candidate")));
    }
    return List.copyOf(places);
  }

  private static @Nullable String text(JsonNode json, String name) {
    return json.hasNonNull(name) ? json.get(name).asText() : null;
  }
}
