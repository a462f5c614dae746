package dev.figleaf.proxy.shadow.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
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
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  /**
   * One line.
   *
   * @param place as differences name places; {@code body} where there is only the whole
   */
  record Line(String text, String place) {}

  private final List<Line> lines = new ArrayList<>();

  private PrettyLines() {}

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
    return ExactJson.read(body)
        .filter(JsonNode::isContainerNode)
        .map(PrettyLines::pretty)
        .orElseGet(() -> plain(body));
  }

  private static List<Line> pretty(JsonNode root) {
    var pretty = new PrettyLines();
    pretty.write(root, "body:$", "", "", "");
    return pretty.lines;
  }

  /** Cut, or no JSON at all. */
  private static List<Line> plain(String body) {
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
              TextNode.valueOf(member.getKey()) + ": ",
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
