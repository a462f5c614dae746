package dev.figleaf.rules;

import dev.figleaf.rules.LocatedNode.Entry;
import dev.figleaf.rules.LocatedNode.Mapping;
import dev.figleaf.rules.RecordShape.Part;
import dev.figleaf.rules.Trace.At;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One mapping on its way to become a record. */
final class RecordBinding {
  private final Binder binder;
  private final RecordShape shape;
  private final @Nullable String name;
  private final Mapping mapping;
  private final At at;
  private final Set<String> misspelt = new LinkedHashSet<>();
  private boolean whole = true;

  RecordBinding(Binder binder, RecordShape shape, @Nullable String name, Mapping mapping, At at) {
    this.binder = binder;
    this.shape = shape;
    this.name = name;
    this.mapping = mapping;
    this.at = at;
  }

  @Nullable Object bind() {
    checkKeys();
    checkTogether();
    var values = new @Nullable Object[shape.parts().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = component(shape.parts().get(i));
    }
    return whole ? binder.construct(shape, values, mapping, at) : null;
  }

  private void checkKeys() {
    var known = new LinkedHashSet<String>();
    shape.keyed().forEach(part -> known.add(part.key()));
    known.addAll(shape.keywords());
    for (Entry entry : mapping.entries()) {
      String key = entry.key().text();
      if (!binder.isKnown(entry.key(), known, at)) {
        misspelt.add(Nearest.to(key, known).orElse(""));
      }
    }
  }

  private void checkTogether() {
    @Nullable OneOf oneOf = shape.type().getAnnotation(OneOf.class);
    if (oneOf == null) {
      return;
    }
    List<Entry> written =
        mapping.entries().stream()
            .filter(entry -> List.of(oneOf.value()).contains(entry.key().text()))
            .toList();
    if (written.size() > 1) {
      binder.problems.error(
          written.get(1).key().at(),
          at.document(),
          both(written, String.join(" or ", oneOf.value())));
    }
    if (written.isEmpty() && oneOf.required() && misspelt.isEmpty()) {
      binder.problems.error(
          mapping.at(), at.document(), "needs " + String.join(" or ", oneOf.value()));
    }
  }

  private static String both(List<Entry> written, String choices) {
    return "has both "
        + written.get(0).key().text()
        + " and "
        + written.get(1).key().text()
        + "; write only one of "
        + choices;
  }

  private @Nullable Object component(Part part) {
    if (part.has(MapKey.class)) {
      return name;
    }
    if (part.has(Inline.class)) {
      return inline(UnionShape.of(RecordShape.raw(part.type())));
    }
    Optional<LocatedNode> node = mapping.get(part.key());
    return node.isPresent() ? written(part, node.get()) : absent(part);
  }

  private @Nullable Object written(Part part, LocatedNode node) {
    int mark = binder.trace.mark();
    @Nullable Object value = binder.value(part.type(), part, node, at.child(part.key()));
    if (value == null && part.isOptional()) {
      binder.trace.forget(mark);
      return part.absent();
    }
    whole &= value != null;
    return value;
  }

  private @Nullable Object absent(Part part) {
    if (part.required()) {
      whole = false;
      if (!misspelt.contains(part.key())) {
        binder.problems.error(
            mapping.at(), at.document(), Quoted.of(part.key()) + " is missing" + hint(part));
      }
    }
    return part.absent();
  }

  private static String hint(Part part) {
    Class<?> raw = RecordShape.raw(part.type());
    Optional<Part> shorthand = raw.isRecord() ? RecordShape.of(raw).shorthand() : Optional.empty();
    String expected =
        part.kind() != TextKind.ANY
            ? part.kind().noun()
            : ScalarForm.of(raw)
                .or(() -> shorthand.flatMap(inner -> ScalarForm.of(RecordShape.raw(inner.type()))))
                .map(ScalarForm::expected)
                .orElse("");
    return expected.isEmpty() ? "" : "; write " + expected;
  }

  private @Nullable Object inline(UnionShape union) {
    List<Entry> written =
        mapping.entries().stream()
            .filter(entry -> union.variants().containsKey(entry.key().text()))
            .toList();
    @Nullable Object value =
        written.size() == 1 ? binder.variant(union, written.getFirst(), at) : null;
    if (written.size() > 1) {
      binder.problems.error(
          written.get(1).key().at(), at.document(), both(written, union.choices()));
    }
    if (written.isEmpty() && misspelt.isEmpty()) {
      binder.problems.error(mapping.at(), at.document(), "needs one of " + union.choices());
    }
    whole &= value != null;
    return value;
  }
}
