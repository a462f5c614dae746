package dev.figleaf.proxy.admin;

import java.util.List;

/** What is answered or sent, for the document of all endpoints. */
sealed interface Shape {
  /** A record as JSON. */
  record View(Class<? extends Record> type) implements Shape {}

  /** An object of JSON with one member, a list of records. */
  record Listed(String member, Class<? extends Record> type) implements Shape {}

  /** An object of JSON that has at least these members; its page says what they are. */
  record Members(List<String> names) implements Shape {}

  /** An object of JSON with these members and no other. */
  record Fields(List<Field> all) implements Shape {}

  /** Something else. */
  record Text(String mediaType) implements Shape {}

  /** Nothing. */
  record Nothing() implements Shape {}

  /**
   * A member of what is sent, or a parameter.
   *
   * @param type of JSON: {@code string}, {@code integer}, {@code object}
   */
  record Field(String name, String type, boolean required) {
    /** Reads {@code because}, {@code weight*} (it must be there), {@code to*:integer}. */
    static Field parse(String text) {
      int colon = text.indexOf(':');
      String name = colon < 0 ? text : text.substring(0, colon);
      boolean required = name.endsWith("*");
      return new Field(
          required ? name.substring(0, name.length() - 1) : name,
          colon < 0 ? "string" : text.substring(colon + 1),
          required);
    }

    static List<Field> all(String... texts) {
      return List.of(texts).stream().map(Field::parse).toList();
    }
  }
}
