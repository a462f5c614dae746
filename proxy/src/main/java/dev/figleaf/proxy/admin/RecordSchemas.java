package dev.figleaf.proxy.admin;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas (2020-12) of records as {@link dev.figleaf.proxy.admin.view.ViewJson} writes them,
 * each under its own name; what may be null is left out there, and not required here.
 */
final class RecordSchemas {
  private static final PropertyNamingStrategies.SnakeCaseStrategy NAMES =
      new PropertyNamingStrategies.SnakeCaseStrategy();

  private final Map<String, Class<?>> types = new TreeMap<>();
  private final Map<String, JsonObject> schemas = new TreeMap<>();

  /** Where the schema of a record is. */
  JsonObject of(Class<?> type) {
    String name = type.getSimpleName();
    Class<?> known = types.putIfAbsent(name, type);
    if (known == null) {
      schemas.put(name, object(type));
    } else if (known != type) {
      throw new IllegalStateException("two records are called " + name);
    }
    return new JsonObject().put("$ref", "#/components/schemas/" + name);
  }

  /** All that were asked for, and those in them. */
  JsonObject all() {
    var all = new JsonObject();
    schemas.forEach(all::put);
    return all;
  }

  private JsonObject object(Class<?> type) {
    var properties = new JsonObject();
    var required = new JsonArray();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = NAMES.translate(component.getName());
      properties.put(name, schema(component.getAnnotatedType()));
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(name);
      }
    }
    return new JsonObject()
        .put("type", "object")
        .put("properties", properties)
        .put("required", required);
  }

  private JsonObject schema(AnnotatedType annotated) {
    Type type = annotated.getType();
    if (type instanceof ParameterizedType generic) {
      AnnotatedType[] of =
          ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments();
      return generic.getRawType() == List.class
          ? new JsonObject().put("type", "array").put("items", schema(of[0]))
          : new JsonObject().put("type", "object").put("additionalProperties", schema(of[1]));
    }
    return schema((Class<?>) type);
  }

  private JsonObject schema(Class<?> type) {
    if (type == String.class) {
      return new JsonObject().put("type", "string");
    } else if (type == Instant.class) {
      return new JsonObject().put("type", "string").put("format", "date-time");
    } else if (type == boolean.class || type == Boolean.class) {
      return new JsonObject().put("type", "boolean");
    } else if (type == double.class) {
      // JSON has no NaN.
      return new JsonObject().put("type", new JsonArray().add("number").add("null"));
    } else if (type == Double.class) {
      return new JsonObject().put("type", "number");
    } else if (type == int.class || type == long.class || type == Long.class) {
      return new JsonObject().put("type", "integer");
    } else if (type.isRecord()) {
      return of(type);
    }
    throw new IllegalStateException("no schema for " + type);
  }
}
