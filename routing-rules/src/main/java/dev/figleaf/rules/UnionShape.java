package dev.figleaf.rules;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a sealed interface means in YAML: its variants by their keywords. */
record UnionShape(Class<?> type, Map<String, Class<?>> variants) {

  static UnionShape of(Class<?> type) {
    var variants = new LinkedHashMap<String, Class<?>>();
    for (Class<?> variant : type.getPermittedSubclasses()) {
      @Nullable Keyword keyword = variant.getAnnotation(Keyword.class);
      if (keyword != null) {
        variants.put(keyword.value(), variant);
      }
    }
    return new UnionShape(type, variants);
  }

  /** The variant that a bare list stands for. */
  Optional<Class<?>> ofList() {
    return Arrays.stream(type.getPermittedSubclasses())
        .filter(Class::isRecord)
        .filter(variant -> !variants.containsValue(variant))
        .filter(variant -> RecordShape.of(variant).isWrapper())
        .filter(
            variant ->
                RecordShape.raw(RecordShape.of(variant).parts().getFirst().type()) == List.class)
        .<Class<?>>map(variant -> variant)
        .findFirst();
  }

  /** The keywords as words: {@code to, split or respond}. */
  String choices() {
    List<String> words = List.copyOf(variants.keySet());
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }
}
