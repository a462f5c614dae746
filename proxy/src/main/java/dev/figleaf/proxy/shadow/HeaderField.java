package dev.figleaf.proxy.shadow;

import java.util.ArrayList;
import java.util.List;

/** One header of an answer, as it came. */
public record HeaderField(String name, String value) {

  /** The values of a header, in their order; case of names makes no difference. */
  static List<String> values(List<HeaderField> fields, String name) {
    List<String> values = List.of();
    for (HeaderField field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        values = values.isEmpty() ? new ArrayList<>() : values;
        values.add(field.value());
      }
    }
    return values;
  }
}
