package dev.figleaf.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
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

  /** These edits and then others, as one. */
  public HeaderEdits then(HeaderEdits next) {
    var removed = new ArrayList<>(remove);
    removed.addAll(next.remove);
    var newSet = new LinkedHashMap<>(without(set, next.remove));
    newSet.keySet().removeIf(name -> next.set.keySet().stream().anyMatch(name::equalsIgnoreCase));
    newSet.putAll(next.set);
    var newAdd = new LinkedHashMap<>(without(without(add, next.remove), next.set.keySet()));
    newAdd.putAll(next.add);
    return new HeaderEdits(newSet, newAdd, removed);
  }

  private static Map<String, String> without(Map<String, String> edits, Collection<String> names) {
    var left = new LinkedHashMap<>(edits);
    left.keySet().removeIf(name -> names.stream().anyMatch(name::equalsIgnoreCase));
    return left;
  }

  public boolean isEmpty() {
    return set.isEmpty() && add.isEmpty() && remove.isEmpty();
  }
}
