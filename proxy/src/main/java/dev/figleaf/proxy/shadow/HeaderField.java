package dev.figleaf.proxy.shadow;

import java.util.List;
import java.util.stream.Stream;

/** One header of an answer, as it came. */
public record HeaderField(String name, String value) {

  /** The values of a header, in their order; case of names makes no difference. */
  static Stream<String> values(List<HeaderField> fields, String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(HeaderField::value);
  }
}
