package dev.figleaf.rules;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a record means as a mapping of YAML: its keys with their types, defaults and checks. The
 * binder and the JSON Schema both read it.
 */
record RecordShape(Class<?> type, List<Part> parts, Constructor<?> constructor) {

  /**
   * One component.
   *
   * @param key as it is written: {@code max-body}
   * @param required whether it must be written
   * @param absent what holds where it is not written, unless it is required
   */
  record Part(
      RecordComponent component, String key, Type type, boolean required, @Nullable Object absent) {

    boolean has(Class<? extends Annotation> annotation) {
      return component.isAnnotationPresent(annotation);
    }

    <A extends Annotation> Optional<A> annotation(Class<A> annotation) {
      return Optional.ofNullable(component.getAnnotation(annotation));
    }

    TextKind kind() {
      return annotation(Check.class).map(Check::value).orElse(TextKind.ANY);
    }

    TextKind keys() {
      return annotation(Check.class).map(Check::keys).orElse(TextKind.ANY);
    }

    /** Whether it falls back to what holds without it when it is wrong. */
    boolean isOptional() {
      return !required && (absent == null || !(raw(type) == List.class || raw(type) == Map.class));
    }
  }

  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return read(type);
        }
      };

  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  /** The component that a bare value stands for. */
  Optional<Part> shorthand() {
    return parts.stream().filter(part -> part.has(Shorthand.class)).findFirst();
  }

  /** Whether the record is nothing but its shorthand, and never written as a mapping. */
  boolean isWrapper() {
    return parts.size() == 1 && shorthand().isPresent();
  }

  /** The component whose variants stand among the keys. */
  Optional<Part> inline() {
    return parts.stream().filter(part -> part.has(Inline.class)).findFirst();
  }

  /** The keywords that stand among the keys. */
  List<String> keywords() {
    return inline().stream()
        .flatMap(part -> UnionShape.of(raw(part.type())).variants().keySet().stream())
        .toList();
  }

  /** The components that are keys of their own. */
  List<Part> keyed() {
    return parts.stream()
        .filter(part -> !part.has(MapKey.class) && !part.has(Inline.class))
        .toList();
  }

  /**
   * Makes the record.
   *
   * @throws IllegalArgumentException where the record itself refuses, with its sentence
   */
  Object construct(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("cannot make " + type, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }

  static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      default -> throw new IllegalStateException("cannot bind " + type);
    };
  }

  static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  private static RecordShape read(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return new RecordShape(
          type, Arrays.stream(components).map(RecordShape::part).toList(), constructor);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " has no canonical constructor", e);
    }
  }

  private static String key(RecordComponent component) {
    @Nullable Key written = component.getAnnotation(Key.class);
    return written != null
        ? written.value()
        : component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static Part part(RecordComponent component) {
    Type type = component.getGenericType();
    String key = key(component);
    Optional<Object> absent = absent(component);
    boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    return new Part(
        component, key, type, absent.isEmpty() && !nullable, nullable ? null : absent.orElse(null));
  }

  private static Optional<Object> absent(RecordComponent component) {
    Class<?> raw = component.getType();
    @Nullable Default written = component.getAnnotation(Default.class);
    if (written != null) {
      return ScalarForm.of(raw).map(form -> form.reader().apply(written.value()));
    }
    if (raw == List.class) {
      return Optional.of(List.of());
    }
    if (raw == Set.class) {
      return Optional.of(Set.of());
    }
    if (raw == Map.class) {
      return Optional.of(Map.of());
    }
    return raw == Optional.class ? Optional.of(Optional.empty()) : constant(raw);
  }

  private static Optional<Object> constant(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .filter(field -> field.isAnnotationPresent(WhenAbsent.class))
        .findFirst()
        .map(
            field -> {
              try {
                field.setAccessible(true);
                return field.get(null);
              } catch (IllegalAccessException e) {
                throw new IllegalStateException("cannot read " + field, e);
              }
            });
  }
}
