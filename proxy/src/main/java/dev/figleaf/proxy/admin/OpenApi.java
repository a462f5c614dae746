package dev.figleaf.proxy.admin;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The table of all endpoints as an OpenAPI document (3.1.0). Rows without a {@link Contract} are no
 * part of the API, and not in it.
 */
final class OpenApi {
  private static final Pattern PARAMETER = Pattern.compile(":([a-z]+)");
  private static final JsonObject PROBLEM =
      new JsonObject()
          .put("type", "object")
          .put(
              "properties",
              new JsonObject()
                  .put("type", type("string"))
                  .put("title", type("string"))
                  .put("status", type("integer"))
                  .put("code", type("string"))
                  .put("detail", type("string")))
          .put("required", new JsonArray(List.of("type", "title", "status", "code", "detail")));

  private final RecordSchemas schemas = new RecordSchemas();

  private OpenApi() {}

  static JsonObject of(List<AdminRoute> rows) {
    var made = new OpenApi();
    JsonObject paths = made.paths(rows);
    return new JsonObject()
        .put("openapi", "3.1.0")
        .put(
            "info",
            new JsonObject()
                .put("title", "Figleaf's admin API")
                .put("version", "1")
                .put("description", "What operators ask a facade, and tell it."))
        .put("paths", paths)
        .put("components", made.components());
  }

  private JsonObject components() {
    var schemes =
        new JsonObject()
            .put("bearer", new JsonObject().put("type", "http").put("scheme", "bearer"))
            .put(
                "cookie",
                new JsonObject()
                    .put("type", "apiKey")
                    .put("in", "cookie")
                    .put("name", Doorkeeper.COOKIE));
    return new JsonObject()
        .put("schemas", schemas.all().put("Problem", PROBLEM))
        .put("securitySchemes", schemes);
  }

  private JsonObject paths(List<AdminRoute> rows) {
    var paths = new JsonObject();
    for (AdminRoute row : rows) {
      if (row.contract() != Contract.NONE) {
        String path = PARAMETER.matcher(row.path()).replaceAll("{$1}");
        JsonObject methods = paths.getJsonObject(path, new JsonObject());
        paths.put(path, methods.put(word(row.method()), operation(row)));
      }
    }
    return paths;
  }

  private static String word(HttpMethod method) {
    return method.name().toLowerCase(Locale.ROOT);
  }

  private JsonObject operation(AdminRoute row) {
    var operation =
        new JsonObject()
            .put("operationId", id(row))
            .put("summary", row.doc())
            .put("parameters", parameters(row))
            .put("responses", responses(row))
            .put("security", security(row));
    if (row.contract().sent() instanceof Shape.Fields fields) {
      operation.put("requestBody", body(row, fields));
    }
    return operation;
  }

  /** {@code getApiSeamsNameHour}. */
  private static String id(AdminRoute row) {
    return word(row.method())
        + Pattern.compile("[^A-Za-z]+([a-z])")
            .matcher(row.path())
            .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
  }

  private static JsonArray parameters(AdminRoute row) {
    var all = new JsonArray();
    PARAMETER
        .matcher(row.path())
        .results()
        .forEach(one -> all.add(parameter(one.group(1), "path", "string", true)));
    row.contract()
        .query()
        .forEach(one -> all.add(parameter(one.name(), "query", one.type(), one.required())));
    return all;
  }

  private static JsonObject parameter(String name, String in, String type, boolean required) {
    return new JsonObject()
        .put("name", name)
        .put("in", in)
        .put("required", required)
        .put("schema", type(type));
  }

  private static JsonObject type(String type) {
    return new JsonObject().put("type", type);
  }

  private static JsonObject body(AdminRoute row, Shape.Fields fields) {
    boolean needed = fields.all().stream().anyMatch(Shape.Field::required);
    var content = new JsonObject();
    content.put(Answer.JSON, new JsonObject().put("schema", schema(fields)));
    if (row.body() == BodyLimit.FORM) {
      content.put(BodyLimit.FORM_TYPE, new JsonObject().put("schema", schema(fields)));
    }
    return new JsonObject().put("required", needed).put("content", content);
  }

  private static JsonObject schema(Shape.Fields fields) {
    var properties = new JsonObject();
    fields.all().forEach(one -> properties.put(one.name(), type(one.type())));
    List<String> required =
        fields.all().stream().filter(Shape.Field::required).map(Shape.Field::name).toList();
    return type("object")
        .put("properties", properties)
        .put("required", new JsonArray(required))
        .put("additionalProperties", false);
  }

  private JsonObject responses(AdminRoute row) {
    Contract contract = row.contract();
    var answer = new JsonObject().put("description", row.doc());
    content(contract.answer(), answer);
    var problem =
        new JsonObject()
            .put("description", "It cannot be done, and why (RFC 9457).")
            .put("content", json("application/problem+json", reference("Problem")));
    return new JsonObject()
        .put(Integer.toString(contract.status()), answer)
        .put("default", problem);
  }

  private void content(Shape shape, JsonObject answer) {
    switch (shape) {
      case Shape.View(var type) -> answer.put("content", json(Answer.JSON, schemas.of(type)));
      case Shape.Listed(String member, var type) -> {
        var list = type("array").put("items", schemas.of(type));
        JsonObject whole =
            members(List.of(member)).put("properties", new JsonObject().put(member, list));
        answer.put("content", json(Answer.JSON, whole));
      }
      case Shape.Members(var names) -> answer.put("content", json(Answer.JSON, members(names)));
      case Shape.Fields fields -> answer.put("content", json(Answer.JSON, schema(fields)));
      case Shape.Text(String mediaType) -> answer.put("content", json(mediaType, type("string")));
      case Shape.Nothing() -> {}
    }
  }

  private static JsonObject members(List<String> names) {
    return type("object").put("required", new JsonArray(names));
  }

  private static JsonObject json(String mediaType, JsonObject schema) {
    return new JsonObject().put(mediaType, new JsonObject().put("schema", schema));
  }

  private static JsonObject reference(String name) {
    return new JsonObject().put("$ref", "#/components/schemas/" + name);
  }

  /** Nothing where nobody is asked; the role is told because tokens have one. */
  private static JsonArray security(AdminRoute row) {
    if (row.access() == Access.OPEN) {
      return new JsonArray();
    }
    var role = new JsonArray().add(row.access().name().toLowerCase(Locale.ROOT));
    return new JsonArray()
        .add(new JsonObject().put("bearer", role))
        .add(new JsonObject().put("cookie", role));
  }
}
