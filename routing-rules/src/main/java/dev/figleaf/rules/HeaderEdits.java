package dev.figleaf.rules;

import java.util.List;
import java.util.Map;

/** Edits of headers, applied in this order: remove, set, add. */
public record HeaderEdits(
    @Doc("Headers to set, in place of what is there.")
        @Check(keys = TextKind.SETTABLE_HEADER, value = TextKind.HEADER_VALUE)
        Map<String, String> set,
    @Doc("Headers to add to what is there.")
        @Check(keys = TextKind.SETTABLE_HEADER, value = TextKind.HEADER_VALUE)
        Map<String, String> add,
    @Doc("Headers to remove.") @Check(TextKind.SETTABLE_HEADER) List<String> remove) {

  @WhenAbsent public static final HeaderEdits NONE = new HeaderEdits(Map.of(), Map.of(), List.of());

  public HeaderEdits {
    set = Ordered.copyOf(set);
    add = Ordered.copyOf(add);
    remove = List.copyOf(remove);
  }

  public boolean isEmpty() {
    return set.isEmpty() && add.isEmpty() && remove.isEmpty();
  }
}
