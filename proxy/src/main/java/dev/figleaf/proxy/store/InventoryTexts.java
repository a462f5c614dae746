package dev.figleaf.proxy.store;

import dev.figleaf.proxy.store.InventoryRow.Caller;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** What of the inventory stands in a column as one text. */
final class InventoryTexts {
  private static final byte[] NOTHING = {};

  private InventoryTexts() {}

  static String sketch(byte[] sketch) {
    return Base64.getEncoder().encodeToString(sketch);
  }

  static byte[] sketch(String text) {
    byte[] sketch = Base64.getDecoder().decode(text);
    return sketch.length == InventoryRow.SKETCH ? sketch : NOTHING;
  }

  static String callers(List<Caller> callers) {
    return callers.stream()
        .map(caller -> caller.at() + " " + Texts.kept(caller.name().replace('\n', ' ')))
        .collect(Collectors.joining("\n"));
  }

  static List<Caller> callers(String text) {
    return text.lines().map(InventoryTexts::caller).toList();
  }

  private static Caller caller(String line) {
    int space = line.indexOf(' ');
    return new Caller(Long.parseLong(line.substring(0, space)), line.substring(space + 1));
  }
}
