package dev.figleaf.proxy.shadow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Writes requests and answers as documents of JSON, without secrets and bounded. */
final class Examples {
  /** The most characters of an answer's body. */
  static final int BODY = 16 * 1024;

  /** The most characters of a request's body. */
  static final int REQUEST_BODY = 4 * 1024;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Examples() {}

  /** A pair and how it differs; {@code redactor} is the request's own. */
  static String of(
      Redactor redactor,
      ShadowedRequest request,
      Reply control,
      Reply candidate,
      Collection<Difference> differences) {
    ObjectNode json = JSON.objectNode();
    json.set("request", request(redactor, request));
    json.set("control", reply(redactor, control));
    json.set("candidate", reply(redactor, candidate));
    ArrayNode listed = json.putArray("differences");
    differences.forEach(one -> listed.add(difference(redactor, redactor.difference(one))));
    return json.toString();
  }

  /** What the control answered. */
  static String recorded(Redactor redactor, ShadowedRequest request, Answer control) {
    ObjectNode json = JSON.objectNode();
    json.set("request", request(redactor, request));
    json.set("control", reply(redactor, new Reply.Answered(control)));
    return json.toString();
  }

  private static ObjectNode request(Redactor redactor, ShadowedRequest request) {
    var body =
        new Answer(0, request.headers(), new CapturedBody.Whole(request.body()), Duration.ZERO);
    ObjectNode json =
        JSON.objectNode()
            .put("method", request.method())
            .put("target", redactor.target(request.target()));
    json.set("headers", headers(redactor.headers(request.headers())));
    return json.put("body", redactor.body(body, REQUEST_BODY));
  }

  private static ObjectNode reply(Redactor redactor, Reply reply) {
    return switch (reply) {
      case Reply.Failed(String code, boolean _) -> JSON.objectNode().put("failed", code);
      case Reply.Answered(Answer answer) -> {
        ObjectNode json = JSON.objectNode().put("status", answer.status());
        json.set("headers", headers(redactor.headers(answer.headers())));
        yield json.put("body", redactor.body(answer, BODY));
      }
    };
  }

  private static ArrayNode headers(List<HeaderField> fields) {
    ArrayNode all = JSON.arrayNode();
    fields.forEach(field -> all.add(JSON.arrayNode().add(field.name()).add(field.value())));
    return all;
  }

  private static ObjectNode difference(Redactor redactor, Difference difference) {
    return JSON.objectNode()
        .put("path", redactor.path(difference.path()))
        .put("kind", Ledger.kind(difference.kind()))
        .put("control", difference.control().text())
        .put("candidate", difference.candidate().text());
  }
}
