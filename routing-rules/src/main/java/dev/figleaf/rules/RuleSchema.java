package dev.figleaf.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.rules.RecordShape.Part;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema (draft-07) of a kind of YAML file, made from the records that the {@link Binder}
 * binds, for editors that complete and check while somebody types.
 *
 * <p>It takes whatever the binder takes, {@code ${NAME}} included, and refuses what can be seen to
 * be wrong without looking at two places at once.
 */
public final class RuleSchema {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String REFERENCE = "\\$\\{";

  // What stands in the root schema, in this order; the order of discovery.
  private final Map<String, ObjectNode> definitions = new LinkedHashMap<>();

  private RuleSchema() {}

  /** The schema of rule files. */
  public static ObjectNode ofRules() {
    ObjectNode schema = of(RuleFile.class, "Figleaf routing rules");
    schema.withObject("/properties/version").removeAll().put("const", 1);
    schema
        .withObject("/properties/version")
        .put("description", "The version of the rule language.");
    schema.putArray("required").add("version");
    return schema;
  }

  /** The schema of a file that is bound to a record. */
  public static ObjectNode of(Class<? extends Record> type, String title) {
    var schemas = new RuleSchema();
    ObjectNode root = schemas.record(RecordShape.of(type));
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#").put("title", title);
    schema.setAll(root);
    schemas.definitions.forEach(schema.putObject("definitions")::set);
    return schema;
  }

  private ObjectNode property(Part part) {
    ObjectNode schema = value(part.type(), part);
    ObjectNode described = schema.has("$ref") ? all(schema) : schema;
    part.annotation(Doc.class).ifPresent(doc -> described.put("description", doc.value()));
    part.annotation(Default.class)
        .filter(written -> !written.value().isEmpty())
        .ifPresent(written -> described.set("default", written(part, written.value())));
    return described;
  }

  private static JsonNode written(Part part, String text) {
    return switch (ScalarForm.of(RecordShape.raw(part.type())).map(ScalarForm::json).orElse("")) {
      case "integer" -> JSON.numberNode(Long.parseLong(text));
      case "boolean" -> JSON.booleanNode(Boolean.parseBoolean(text));
      default -> JSON.textNode(text);
    };
  }

  // In draft-07 nothing beside a $ref counts.
  private static ObjectNode all(ObjectNode schema) {
    ObjectNode around = JSON.objectNode();
    around.putArray("allOf").add(schema);
    return around;
  }

  private ObjectNode value(Type type, @Nullable Part part) {
    Class<?> raw = RecordShape.raw(type);
    if (raw == Optional.class) {
      return value(RecordShape.argument(type, 0), part);
    }
    if (raw == List.class || raw == Set.class) {
      ObjectNode list = typed("array");
      list.set("items", value(RecordShape.argument(type, 0), part));
      return list;
    }
    if (raw == Map.class) {
      return map(type, part);
    }
    if (raw == JsonText.class) {
      return JSON.objectNode();
    }
    Optional<ScalarForm> form = ScalarForm.of(raw);
    if (raw.isSealed() && raw.isInterface()) {
      return union(UnionShape.of(raw), form, part);
    }
    return form.map(scalar -> scalar(scalar, part)).orElseGet(() -> referenced(raw));
  }

  private ObjectNode map(Type type, @Nullable Part part) {
    ObjectNode map = typed("object");
    String keys = part == null ? "" : part.keys().pattern();
    if (!keys.isEmpty()) {
      map.putObject("propertyNames").put("pattern", keys);
    }
    map.set("additionalProperties", value(RecordShape.argument(type, 1), part));
    return map;
  }

  private ObjectNode scalar(ScalarForm form, @Nullable Part part) {
    String pattern = part == null ? "" : part.kind().pattern();
    return switch (form.json()) {
      case "string" -> text(pattern.isEmpty() ? form.pattern() : pattern, form);
      default -> orReference(bounded(typed(form.json()), part));
    };
  }

  private static ObjectNode text(String pattern, ScalarForm form) {
    ObjectNode text = typed("string");
    if (form.pattern().isEmpty()) {
      // YAML types 8081 and true before the schema sees them; as texts they are welcome.
      text.putArray("type").add("string").add("number").add("boolean");
    }
    if (!pattern.isEmpty()) {
      text.put("pattern", "(?:" + pattern + ")|" + REFERENCE);
    }
    if (!form.example().isEmpty()) {
      text.putArray("examples").add(form.example());
    }
    return text;
  }

  private static ObjectNode bounded(ObjectNode number, @Nullable Part part) {
    if (part != null) {
      part.annotation(Range.class)
          .ifPresent(
              range -> {
                if (range.min() != Long.MIN_VALUE) {
                  number.put("minimum", range.min());
                }
                if (range.max() != Long.MAX_VALUE) {
                  number.put("maximum", range.max());
                }
              });
    }
    return number;
  }

  private static ObjectNode orReference(ObjectNode schema) {
    return any(schema, typed("string").put("pattern", REFERENCE));
  }

  private ObjectNode union(UnionShape union, Optional<ScalarForm> form, @Nullable Part part) {
    var choices = new ArrayList<ObjectNode>();
    form.ifPresent(scalar -> choices.add(scalar(scalar, part)));
    union.ofList().ifPresent(list -> choices.add(record(RecordShape.of(list))));
    if (!union.variants().isEmpty()) {
      ObjectNode chosen = typed("object").put("minProperties", 1).put("maxProperties", 1);
      union
          .variants()
          .forEach((key, variant) -> chosen.withObject("/properties").set(key, variant(variant)));
      choices.add(chosen.put("additionalProperties", false));
    }
    return choices.size() == 1 ? choices.getFirst() : any(choices.toArray(ObjectNode[]::new));
  }

  private ObjectNode variant(Class<?> variant) {
    RecordShape shape = RecordShape.of(variant);
    if (shape.parts().isEmpty()) {
      return JSON.objectNode().put("const", true);
    }
    ObjectNode schema = record(shape);
    @Nullable Doc doc = variant.getAnnotation(Doc.class);
    return doc == null ? schema : schema.put("description", doc.value());
  }

  private ObjectNode referenced(Class<?> type) {
    String name = type.getSimpleName();
    if (!definitions.containsKey(name)) {
      definitions.put(name, JSON.objectNode());
      definitions.put(name, record(RecordShape.of(type)));
    }
    return JSON.objectNode().put("$ref", "#/definitions/" + name);
  }

  private ObjectNode record(RecordShape shape) {
    Optional<Part> shorthand = shape.shorthand();
    if (shape.isWrapper() && shorthand.isPresent()) {
      return value(shorthand.get().type(), shorthand.get());
    }
    ObjectNode mapping = mapping(shape);
    return shorthand.map(part -> any(value(part.type(), part), mapping)).orElse(mapping);
  }

  private ObjectNode mapping(RecordShape shape) {
    ObjectNode mapping = typed("object");
    ObjectNode properties = mapping.putObject("properties");
    shape.keyed().forEach(part -> properties.set(part.key(), property(part)));
    shape
        .inline()
        .ifPresent(
            part -> inline(mapping, properties, UnionShape.of(RecordShape.raw(part.type()))));
    List<String> required = shape.keyed().stream().filter(Part::required).map(Part::key).toList();
    if (!required.isEmpty()) {
      required.forEach(mapping.putArray("required")::add);
    }
    oneOf(mapping, shape.type().getAnnotation(OneOf.class));
    return mapping.put("additionalProperties", false);
  }

  private void inline(ObjectNode mapping, ObjectNode properties, UnionShape union) {
    union.variants().forEach((key, variant) -> properties.set(key, variant(variant)));
    union.variants().keySet().forEach(key -> mapping.withArray("/oneOf").add(requiring(key)));
  }

  private static void oneOf(ObjectNode mapping, @Nullable OneOf oneOf) {
    if (oneOf == null) {
      return;
    }
    for (String key : oneOf.value()) {
      mapping.withArray("/oneOf").add(requiring(key));
    }
    if (!oneOf.required()) {
      ObjectNode none = JSON.objectNode();
      for (String key : oneOf.value()) {
        none.withObject("/not").withArray("/anyOf").add(requiring(key));
      }
      mapping.withArray("/oneOf").add(none);
    }
  }

  private static ObjectNode requiring(String key) {
    ObjectNode schema = JSON.objectNode();
    schema.putArray("required").add(key);
    return schema;
  }

  private static ObjectNode any(ObjectNode... choices) {
    ObjectNode schema = JSON.objectNode();
    schema.putArray("anyOf").addAll(List.of(choices));
    return schema;
  }

  private static ObjectNode typed(String type) {
    return JSON.objectNode().put("type", type);
  }
}
