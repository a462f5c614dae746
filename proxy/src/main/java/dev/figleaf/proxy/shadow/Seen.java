package dev.figleaf.proxy.shadow;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A value as it was seen at one place: enough to show it and to learn its class, never more.
 *
 * @param text at most {@value #LONGEST} characters of it
 * @param length of the whole text; of objects and arrays, how many they hold
 */
public record Seen(Kind kind, String text, int length) {
  /** The most characters that are kept. */
  public static final int LONGEST = 256;

  /** What a value is. */
  public enum Kind {
    ABSENT,
    NULL,
    BOOLEAN,
    NUMBER,
    STRING,
    OBJECT,
    ARRAY
  }

  /** Nothing there. */
  public static final Seen ABSENT = new Seen(Kind.ABSENT, "", 0);

  public Seen {
    if (text.length() > LONGEST) {
      int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
      text = text.substring(0, end);
    }
  }

  /** A text, whole or cut. */
  public static Seen text(String text) {
    return new Seen(Kind.STRING, text, text.length());
  }

  /** A number as it is written. */
  static Seen number(String text) {
    return new Seen(Kind.NUMBER, text, text.length());
  }

  static Seen of(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> text(node.textValue());
      case NUMBER -> number(node.asText());
      case BOOLEAN -> new Seen(Kind.BOOLEAN, node.asText(), node.asText().length());
      case OBJECT -> new Seen(Kind.OBJECT, "{…}", node.size());
      case ARRAY -> new Seen(Kind.ARRAY, "[…]", node.size());
      case NULL, BINARY, MISSING, POJO -> new Seen(Kind.NULL, "null", 4);
    };
  }

  /** An element or a text of XML or HTML. */
  static Seen of(MarkupNode node) {
    return switch (node) {
      case MarkupNode.Text(String text) -> text(text);
      case MarkupNode.Element element ->
          new Seen(Kind.OBJECT, "<" + element.name() + ">", element.children().size());
    };
  }

  /** Whether {@link #text} is all of it. */
  boolean isWhole() {
    return text.length() == length;
  }

  /** The same place and kind without the value. */
  Seen redacted() {
    return kind == Kind.ABSENT ? this : new Seen(kind, Redactor.REDACTED, length);
  }
}
