package dev.figleaf.rules;

import dev.figleaf.rules.LocatedNode.Entry;
import dev.figleaf.rules.LocatedNode.Mapping;
import dev.figleaf.rules.LocatedNode.Scalar;
import dev.figleaf.rules.LocatedNode.Sequence;
import dev.figleaf.rules.LocatedNode.Unresolved;
import dev.figleaf.rules.RecordShape.Part;
import dev.figleaf.rules.Trace.At;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Binds located YAML to records, by nothing but their components and annotations.
 *
 * <p>A component {@code maxBody} is the key {@code max-body}. Its type says what is expected: a
 * text that its {@link ScalarForm} reads, a list, set or map, another record, or a sealed interface
 * with {@link Keyword}s. A component may be left out when it is nullable, optional, a collection,
 * has a {@link Default}, or a type with a constant {@link WhenAbsent}.
 *
 * <p>Every mistake becomes one problem. What is optional and wrong is left out, an item of a list
 * or map of records that is wrong is left out, and all else that is wrong takes the record around
 * it along; so a result with problems is only good for finding more of them.
 */
public final class Binder {
  private static final int LONGEST = 8_192;

  final Problems problems;
  final Trace trace = new Trace();

  private Binder(Problems problems) {
    this.problems = problems;
  }

  /**
   * Binds a document to a record.
   *
   * @return empty when too little could be bound to make the record; then problems were added
   */
  public static <T extends Record> Optional<Bound<T>> bind(
      Class<T> type, LocatedNode root, Problems problems) {
    var binder = new Binder(problems);
    @Nullable Object value = binder.record(type, null, root, At.ROOT);
    return Optional.ofNullable(value)
        .map(made -> new Bound<>(type.cast(made), binder.trace.origins()));
  }

  @Nullable Object value(Type type, @Nullable Part part, LocatedNode node, At at) {
    trace.add(at, node.at(), node instanceof Scalar scalar && scalar.secret() != null);
    Class<?> raw = RecordShape.raw(type);
    if (node instanceof Unresolved) {
      return null;
    }
    if (raw == Optional.class) {
      @Nullable Object inner = value(RecordShape.argument(type, 0), part, node, at);
      return inner == null ? null : Optional.of(inner);
    }
    if (raw == List.class || raw == Set.class) {
      return list(type, part, node, at);
    }
    if (raw == Map.class) {
      return map(type, part, node, at);
    }
    if (raw == JsonText.class) {
      return JsonTexts.write(node, at.document(), problems).orElse(null);
    }
    return single(raw, part, node, at);
  }

  private @Nullable Object single(Class<?> raw, @Nullable Part part, LocatedNode node, At at) {
    Optional<ScalarForm> form = ScalarForm.of(raw);
    if (raw.isSealed() && raw.isInterface() && !(node instanceof Scalar && form.isPresent())) {
      return union(raw, node, at);
    }
    if (form.isPresent()) {
      return scalar(form.get(), part, node, at);
    }
    return record(raw, null, node, at);
  }

  private @Nullable Object scalar(ScalarForm form, @Nullable Part part, LocatedNode node, At at) {
    TextKind kind = part == null ? TextKind.ANY : part.kind();
    String expected = kind == TextKind.ANY ? form.expected() : kind.noun();
    if (!(node instanceof Scalar scalar) || scalar.isEmpty()) {
      return unexpected(expected, node, at);
    }
    try {
      Object value = form.reader().apply(kind.read(bounded(scalar.text(), form, kind)));
      checkRange(value, part, scalar.text());
      return value;
    } catch (IllegalArgumentException e) {
      String message =
          scalar.secret() == null ? e.getMessage() : scalar.secret() + " is not " + expected;
      problems.error(node.at(), at.document(), String.valueOf(message));
      return null;
    }
  }

  // Free text may be long; whatever is taken apart may not.
  private static String bounded(String text, ScalarForm form, TextKind kind) {
    boolean free = kind == TextKind.ANY && form.isFree();
    if (!free && text.length() > LONGEST) {
      throw new IllegalArgumentException("is longer than 8,192 characters");
    }
    return text;
  }

  private static void checkRange(Object value, @Nullable Part part, String text) {
    if (part != null) {
      part.annotation(Range.class).ifPresent(range -> Ranges.check(range, value, text));
    }
  }

  private @Nullable Object list(Type type, @Nullable Part part, LocatedNode node, At at) {
    if (!(node instanceof Sequence sequence)) {
      return unexpected("a list", node, at);
    }
    Type itemType = RecordShape.argument(type, 0);
    var items = new ArrayList<Object>();
    boolean whole = true;
    for (int i = 0; i < sequence.items().size(); i++) {
      int mark = trace.mark();
      @Nullable Object item =
          value(itemType, part, sequence.items().get(i), at.item(i, items.size()));
      if (item == null) {
        trace.forget(mark);
        whole = false;
      } else {
        items.add(item);
      }
    }
    if (!whole && !isBoundAlone(itemType)) {
      return null;
    }
    return RecordShape.raw(type) == Set.class
        ? Collections.unmodifiableSet(new LinkedHashSet<>(items))
        : List.copyOf(items);
  }

  private @Nullable Object map(Type type, @Nullable Part part, LocatedNode node, At at) {
    if (!(node instanceof Mapping mapping)) {
      return unexpected("a mapping", node, at);
    }
    Type valueType = RecordShape.argument(type, 1);
    var values = new LinkedHashMap<String, Object>();
    var spellings = new HashMap<String, String>();
    boolean whole = true;
    for (Entry entry : mapping.entries()) {
      int mark = trace.mark();
      At below = at.child(entry.key().text());
      @Nullable String key = key(part, entry.key(), spellings, at);
      @Nullable Object value = keyed(valueType, part, entry, below);
      if (key == null || value == null) {
        trace.forget(mark);
        whole = false;
      } else {
        values.put(key, value);
      }
    }
    return whole || isBoundAlone(valueType) ? Collections.unmodifiableMap(values) : null;
  }

  private @Nullable Object keyed(Type type, @Nullable Part part, Entry entry, At at) {
    Class<?> raw = RecordShape.raw(type);
    if (!isBoundAlone(type)) {
      return value(type, part, entry.value(), at);
    }
    trace.add(at, entry.key().at(), false);
    return record(raw, entry.key().text(), entry.value(), at);
  }

  private @Nullable String key(
      @Nullable Part part, Scalar key, Map<String, String> spellings, At at) {
    TextKind kind = part == null ? TextKind.ANY : part.keys();
    try {
      if (key.text().length() > LONGEST) {
        throw new IllegalArgumentException("a key is longer than 8,192 characters");
      }
      String read = kind.read(key.text());
      boolean header = kind == TextKind.HEADER_NAME || kind == TextKind.SETTABLE_HEADER;
      String same = header ? read.toLowerCase(Locale.ROOT) : read;
      @Nullable String before = spellings.putIfAbsent(same, read);
      if (before != null) {
        throw new IllegalArgumentException(
            read + " is the same header as " + before + "; case makes no difference");
      }
      return read;
    } catch (IllegalArgumentException e) {
      problems.error(key.at(), at.document(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Whether one wrong item of this type leaves the others good. */
  private static boolean isBoundAlone(Type type) {
    return type instanceof Class<?> raw && raw.isRecord() && ScalarForm.of(raw).isEmpty();
  }

  private @Nullable Object union(Class<?> raw, LocatedNode node, At at) {
    UnionShape union = UnionShape.of(raw);
    if (node instanceof Sequence && union.ofList().isPresent()) {
      return record(union.ofList().get(), null, node, at);
    }
    if (!(node instanceof Mapping mapping) || union.variants().isEmpty()) {
      return unexpected(unionNoun(union), node, at);
    }
    boolean known = true;
    for (Entry entry : mapping.entries()) {
      known &= isKnown(entry.key(), union.variants().keySet(), at);
    }
    if (known && mapping.entries().size() != 1) {
      problems.error(node.at(), at.document(), "needs exactly one of " + union.choices());
      known = false;
    }
    return known ? variant(union, mapping.entries().getFirst(), at) : null;
  }

  private static String unionNoun(UnionShape union) {
    return ScalarForm.of(union.type())
        .map(ScalarForm::expected)
        .orElse("one of " + union.choices());
  }

  @Nullable Object variant(UnionShape union, Entry entry, At at) {
    String keyword = entry.key().text();
    Class<?> type = union.variants().get(keyword);
    At below = at.child(keyword);
    trace.add(below, entry.value().at(), false);
    if (type == null || entry.value() instanceof Unresolved) {
      return null;
    }
    RecordShape shape = RecordShape.of(type);
    if (!shape.parts().isEmpty()) {
      return record(type, null, entry.value(), below);
    }
    if (entry.value() instanceof Scalar scalar && scalar.text().equals("true")) {
      return shape.construct(new Object[0]);
    }
    problems.error(entry.value().at(), below.document(), keyword + " takes only the word true");
    return null;
  }

  private @Nullable Object record(Class<?> type, @Nullable String name, LocatedNode node, At at) {
    if (node instanceof Unresolved) {
      return null;
    }
    RecordShape shape = RecordShape.of(type);
    Optional<Part> shorthand = shape.shorthand();
    if (shorthand.isPresent() && (shape.isWrapper() || isShort(node))) {
      return ofShorthand(shape, shorthand.get(), node, at);
    }
    if (!(node instanceof Mapping mapping)) {
      return unexpected("a mapping with " + keys(shape), node, at);
    }
    return new RecordBinding(this, shape, name, mapping, at).bind();
  }

  private static boolean isShort(LocatedNode node) {
    return node instanceof Scalar scalar && !scalar.isEmpty();
  }

  private @Nullable Object ofShorthand(RecordShape shape, Part shorthand, LocatedNode node, At at) {
    At below = shape.isWrapper() ? at : at.child(shorthand.key());
    @Nullable Object value =
        value(shorthand.type(), shorthand, node, new At(at.document(), below.bound()));
    if (value == null) {
      return null;
    }
    var values = new @Nullable Object[shape.parts().size()];
    for (int i = 0; i < values.length; i++) {
      Part part = shape.parts().get(i);
      values[i] = part.equals(shorthand) ? value : part.absent();
    }
    return construct(shape, values, node, at);
  }

  @Nullable Object construct(
      RecordShape shape, @Nullable Object[] values, LocatedNode node, At at) {
    try {
      return shape.construct(values);
    } catch (IllegalArgumentException e) {
      problems.error(node.at(), at.document(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static String keys(RecordShape shape) {
    List<String> keys =
        Stream.concat(shape.keyed().stream().map(Part::key), shape.keywords().stream()).toList();
    return String.join(", ", keys.subList(0, Math.min(4, keys.size())))
        + (keys.size() > 4 ? ", …" : "");
  }

  boolean isKnown(Scalar key, Set<String> known, At at) {
    if (!known.contains(key.text())) {
      problems.error(
          key.at(),
          at.document(),
          "unknown key " + Quoted.of(key.text()) + Nearest.hint(key.text(), known));
      return false;
    }
    return true;
  }

  private @Nullable Object unexpected(String expected, LocatedNode node, At at) {
    String message =
        switch (node) {
          case Scalar scalar when scalar.isEmpty() -> "has no value; " + expected + " is needed";
          case Scalar scalar ->
              expected
                  + " was expected, but this is "
                  + (scalar.secret() == null ? Quoted.of(scalar.text()) : scalar.secret());
          case Sequence _ -> expected + " was expected, but this is a list";
          case Mapping _ -> expected + " was expected, but this is a mapping";
          case Unresolved _ -> expected + " was expected";
        };
    problems.error(node.at(), at.document(), message);
    return null;
  }
}
