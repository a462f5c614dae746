package dev.figleaf.rules;

import java.util.List;
import java.util.Locale;

/**
 * A place in an answer: a header, a cookie that it sets, or a part of its body. Reports print
 * places as rules write them, so that one can be copied into {@code ignore}.
 */
@Form(
    is = "a place in an answer",
    like = "body:$.generatedAt",
    pattern = "^(header:.+|cookie:.+|body|body:\\$.*|body:/.+)$")
public sealed interface FieldPath {

  /** A header; its name in lower case. */
  record Header(String name) implements FieldPath {
    @Override
    public String toString() {
      return "header:" + name;
    }
  }

  /** A cookie that the answer sets. */
  record Cookie(String name) implements FieldPath {
    @Override
    public String toString() {
      return "cookie:" + name;
    }
  }

  /** The whole body, whatever it is. */
  record Body() implements FieldPath {
    @Override
    public String toString() {
      return "body";
    }
  }

  /** Places of a JSON body: {@code $.items[*].price}, {@code $..updatedAt}. */
  record Json(List<Step> steps) implements FieldPath {
    public Json {
      steps = List.copyOf(steps);
    }

    @Override
    public String toString() {
      return "body:" + FieldPathParser.json(steps);
    }
  }

  /** Places of an XML or HTML body: {@code /order/item/@sku}, {@code //input/@value}. */
  record Markup(List<Step> steps) implements FieldPath {
    public Markup {
      steps = List.copyOf(steps);
    }

    @Override
    public String toString() {
      return "body:" + FieldPathParser.markup(steps);
    }
  }

  /**
   * One step down.
   *
   * @param deep whether any number of other steps may stand before it
   * @param name of the member, element or attribute; empty for the other kinds
   */
  record Step(Kind kind, String name, boolean deep) {
    /** What a step goes to. */
    public enum Kind {
      /** The member or element of this name. */
      NAME,
      /** Any member or element. */
      ANY,
      /** The items of an array. */
      ITEMS,
      /** The attribute of this name. */
      ATTRIBUTE
    }
  }

  /** The most steps that a path has. */
  int LONGEST = 40;

  /**
   * Reads {@code header:NAME}, {@code cookie:NAME}, {@code body}, {@code body:$.path} or {@code
   * body:/path}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static FieldPath parse(String text) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    return switch (colon < 0 ? text : text.substring(0, colon + 1)) {
      case "header:" -> new Header(token("header", rest).toLowerCase(Locale.ROOT));
      case "cookie:" -> new Cookie(token("cookie", rest));
      case "body" -> new Body();
      case "body:" -> FieldPathParser.body(rest);
      default ->
          throw new IllegalArgumentException(
              Quoted.of(text)
                  + " is not a place in an answer; write "
                  + (text.startsWith("$") || text.startsWith("/") ? "body: before it, or " : "")
                  + "header:NAME, cookie:NAME, body:$.path for"
                  + " JSON or body:/path for XML and HTML");
    };
  }

  private static String token(String what, String name) {
    if (!Tokens.isToken(name)) {
      throw new IllegalArgumentException(Quoted.of(name) + " cannot be the name of a " + what);
    }
    return name;
  }
}
