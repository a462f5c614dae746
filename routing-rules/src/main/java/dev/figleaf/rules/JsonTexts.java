package dev.figleaf.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.figleaf.rules.LocatedNode.Mapping;
import dev.figleaf.rules.LocatedNode.Scalar;
import dev.figleaf.rules.LocatedNode.Sequence;
import dev.figleaf.rules.LocatedNode.Unresolved;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Writes YAML as JSON. Plain scalars are typed by the core schema of YAML 1.2 (§10.3): {@code
 * true}, {@code null} and numbers; {@code NO} and {@code 12:30:45} are texts.
 */
final class JsonTexts {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);
  private static final String INTEGER = "[-+]?[0-9]{1,100}";
  private static final String DECIMAL =
      "[-+]?(\\.[0-9]{1,100}|[0-9]{1,100}(\\.[0-9]{0,100})?)([eE][-+]?[0-9]{1,3})?";

  private final String path;
  private final Problems problems;
  private boolean whole = true;

  private JsonTexts(String path, Problems problems) {
    this.path = path;
    this.problems = problems;
  }

  static Optional<JsonText> write(LocatedNode node, String path, Problems problems) {
    var writing = new JsonTexts(path, problems);
    String text = writing.json(node).toString();
    return writing.whole ? Optional.of(new JsonText(text)) : Optional.empty();
  }

  private JsonNode json(LocatedNode node) {
    return switch (node) {
      case Scalar scalar -> scalar.plain() ? plain(scalar) : JSON.textNode(scalar.text());
      case Sequence sequence -> {
        var array = JSON.arrayNode();
        sequence.items().forEach(item -> array.add(json(item)));
        yield array;
      }
      case Mapping mapping -> {
        var object = JSON.objectNode();
        mapping.entries().forEach(entry -> object.set(entry.key().text(), json(entry.value())));
        yield object;
      }
      case Unresolved _ -> failed();
    };
  }

  private JsonNode plain(Scalar scalar) {
    String text = scalar.text();
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> JSON.nullNode();
      case "true", "True", "TRUE" -> JSON.booleanNode(true);
      case "false", "False", "FALSE" -> JSON.booleanNode(false);
      default -> number(scalar, text);
    };
  }

  private JsonNode number(Scalar scalar, String text) {
    if (text.matches(INTEGER)) {
      return JSON.numberNode(new BigInteger(text));
    }
    if (text.matches(DECIMAL)) {
      return JSON.numberNode(new BigDecimal(text));
    }
    if (text.matches("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)")) {
      problems.error(scalar.at(), path, text + " is a number that JSON does not have; quote it");
      return failed();
    }
    return JSON.textNode(text);
  }

  private JsonNode failed() {
    whole = false;
    return JSON.nullNode();
  }
}
