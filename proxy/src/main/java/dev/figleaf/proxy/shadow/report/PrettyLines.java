package dev.figleaf.proxy.shadow.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A body in lines: JSON indented, each line with its place, all else as it is. Bounded. */
final class PrettyLines {
  /** The most lines of one body. */
  static final int MOST = 400;

  private static final int LONGEST = 2_000;
  private static final int DEEPEST = 200;
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final ObjectMapper JSON = mapper();

  /**
   * One line.
   *
   * @param place as differences name places; {@code body} where there is only the whole
   */
  record Line(String text, String place) {}

  private final List<Line> lines = new ArrayList<>();

  private PrettyLines() {}

  private static ObjectMapper mapper() {
    var mapper = new ObjectMapper();
    mapper
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
    return mapper
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  }

  static List<Line> of(String body) {
    List<Line> all = lines(body);
    if (all.size() <= MOST) {
      return all;
    }
    var some = new ArrayList<>(all.subList(0, MOST));
    some.add(new Line("… " + Words.count(all.size() - MOST) + " more lines", ""));
    return some;
  }

  private static List<Line> lines(String body) {
    try {
      JsonNode root = JSON.readTree(body);
      if (root.isContainerNode()) {
        var pretty = new PrettyLines();
        pretty.write(root, "body:$", "", "", "");
        return pretty.lines;
      }
    } catch (JsonProcessingException _) {
      // Cut, or no JSON at all: shown as it is.
    }
    return body.isEmpty()
        ? List.of()
        : body.lines()
            .map(line -> line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…")
            .map(line -> new Line(line, "body"))
            .toList();
  }

  private void write(JsonNode node, String place, String indent, String name, String comma) {
    switch (node) {
      case ObjectNode object when !object.isEmpty() -> {
        lines.add(new Line(indent + name + "{", place));
        Iterator<Map.Entry<String, JsonNode>> members = object.properties().iterator();
        while (members.hasNext()) {
          Map.Entry<String, JsonNode> member = members.next();
          write(
              member.getValue(),
              place + named(member.getKey()),
              indent + "  ",
              JSON.valueToTree(member.getKey()) + ": ",
              members.hasNext() ? "," : "");
        }
        lines.add(new Line(indent + "}" + comma, place));
      }
      case ArrayNode array when !array.isEmpty() -> {
        lines.add(new Line(indent + name + "[", place));
        for (int i = 0; i < array.size(); i++) {
          write(array.get(i), place + "[*]", indent + "  ", "", i + 1 < array.size() ? "," : "");
        }
        lines.add(new Line(indent + "]" + comma, place));
      }
      default -> lines.add(new Line(indent + name + node + comma, place));
    }
  }

  private static String named(String key) {
    return WORD.matcher(key).matches() ? "." + key : "['" + key + "']";
  }
}
