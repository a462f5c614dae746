package dev.figleaf.rules;

import com.google.re2j.Pattern;
import dev.figleaf.rules.RecordShape.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values of rules as an operator would write them, on one line, without what came from the
 * environment or a file.
 *
 * @param origins of the rule set that the values are of
 */
record RuleText(Origins origins) {
  private static final int LONGEST = 240;
  private static final String SECRET = "…";

  /** A value; {@code path} is where it stands in its rule set. */
  String of(Object value, String path) {
    String text = value instanceof Action action ? inlined(action, path) : text(value, path);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  /** Whether a record is written as one text or list, and not key by key. */
  static boolean isOneText(Record record) {
    RecordShape shape = RecordShape.of(record.getClass());
    return shape.isWrapper() || shape.parts().isEmpty() || hasText(record) || isBare(record);
  }

  /** The keyword that a variant is written under. */
  static String keyword(Object variant) {
    @Nullable Keyword keyword = variant.getClass().getAnnotation(Keyword.class);
    return Objects.requireNonNull(keyword, "no keyword: " + variant.getClass()).value();
  }

  static @Nullable Object component(Part part, Record of) {
    try {
      var accessor = part.component().getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + part.component(), e);
    }
  }

  private String text(Object value, String path) {
    if (origins.isSecret(path)) {
      return SECRET;
    }
    return switch (value) {
      case String text -> quoted(text);
      case Duration duration -> Durations.format(duration);
      case Pattern pattern -> quoted(pattern.pattern());
      case Enum<?> constant -> word(constant);
      // What it was made of is not told apart any more, and may be secret.
      case JsonText json -> "JSON of " + json.text().length() + " characters";
      case Optional<?> maybe -> maybe.isEmpty() ? "nothing" : text(maybe.get(), path);
      case Collection<?> items -> list(items, path);
      case Map<?, ?> map -> map(map, path);
      case Record record -> record(record, path);
      default -> Quoted.oneLine(value.toString());
    };
  }

  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9_./:{}*-]+") ? text : '"' + Quoted.oneLine(text) + '"';
  }

  private static String word(Enum<?> constant) {
    return constant.toString().equals(constant.name())
        ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : constant.toString();
  }

  private String list(Collection<?> items, String path) {
    var texts = new ArrayList<String>();
    for (Object item : items) {
      texts.add(text(item, Paths.item(path, texts.size())));
    }
    return "[" + String.join(", ", texts) + "]";
  }

  private String map(Map<?, ?> map, String path) {
    var texts = new ArrayList<String>();
    map.forEach(
        (key, value) ->
            texts.add(
                Quoted.oneLine(key.toString())
                    + ": "
                    + text(value, Paths.child(path, key.toString()))));
    return braces(texts);
  }

  private static String braces(List<String> entries) {
    return entries.isEmpty() ? "{}" : "{ " + String.join(", ", entries) + " }";
  }

  private String record(Record record, String path) {
    RecordShape shape = RecordShape.of(record.getClass());
    if (hasText(record)) {
      return Quoted.oneLine(record.toString());
    }
    return record.getClass().isAnnotationPresent(Keyword.class)
        ? "{ " + inlined(record, path) + " }"
        : body(shape, record, path);
  }

  /** A variant behind its keyword, as it stands among other keys. */
  private String inlined(Object variant, String path) {
    Record record = (Record) variant;
    return keyword(record) + ": " + body(RecordShape.of(record.getClass()), record, path);
  }

  private String body(RecordShape shape, Record record, String path) {
    if (shape.parts().isEmpty()) {
      return record.getClass().isAnnotationPresent(Keyword.class) ? "true" : simpleName(record);
    }
    return shape.isWrapper() || isBare(record)
        ? text(required(shape.parts().getFirst(), record), path)
        : braces(keys(shape, record, path));
  }

  private List<String> keys(RecordShape shape, Record record, String path) {
    var texts = new ArrayList<String>();
    for (Part part : shape.parts()) {
      @Nullable Object value = component(part, record);
      if (value == null || isName(part, record) || value.equals(part.absent())) {
        continue;
      }
      String below = Paths.child(path, part.key());
      texts.add(
          part.has(Inline.class)
              ? inlined(value, Paths.child(path, keyword(value)))
              : part.key() + ": " + text(value, below));
    }
    return texts;
  }

  // The path says it already.
  private static boolean isName(Part part, Record record) {
    return part.has(MapKey.class)
        || part.key().equals("name") && (record instanceof RouteSpec || record instanceof RuleTest);
  }

  private static Object required(Part part, Record record) {
    return Objects.requireNonNull(component(part, record));
  }

  // The toString of records names their class.
  private static boolean hasText(Record record) {
    return !record.toString().startsWith(record.getClass().getSimpleName() + "[");
  }

  /** A variant without a keyword is written as its one value. */
  private static boolean isBare(Record record) {
    return RecordShape.of(record.getClass()).parts().size() == 1
        && record.getClass().getInterfaces().length > 0
        && !record.getClass().isAnnotationPresent(Keyword.class);
  }

  private static String simpleName(Record record) {
    return record.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
