package dev.figleaf.rules;

import com.google.re2j.Pattern;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one type is read from a text, and how it is called.
 *
 * <p>A type has a form when it stands in the table here, is an enum, or has a public static {@code
 * parse(String)}; a {@link Form} annotation gives such a type its words.
 *
 * @param noun with its article: {@code a percentage}
 * @param example as it is written, or empty
 * @param pattern that valid texts match (JSON Schema), or empty
 * @param json the type in JSON Schema
 * @param reader throws IllegalArgumentException with a sentence for the operator
 */
record ScalarForm(
    String noun, String example, String pattern, String json, Function<String, Object> reader) {

  private static final Map<Class<?>, ScalarForm> TABLE = table();

  private static final ClassValue<Optional<ScalarForm>> FORMS =
      new ClassValue<>() {
        @Override
        protected Optional<ScalarForm> computeValue(Class<?> type) {
          return Optional.ofNullable(TABLE.get(type))
              .or(() -> parsed(type))
              .or(() -> enumerated(type));
        }
      };

  static Optional<ScalarForm> of(Class<?> type) {
    return FORMS.get(type);
  }

  /** What is expected, for a message: {@code a percentage such as 20%}. */
  String expected() {
    return example.isEmpty() ? noun : noun + " such as " + example;
  }

  /** Whether every text is taken as it is. */
  boolean isFree() {
    return equals(TABLE.get(String.class));
  }

  private static Map<Class<?>, ScalarForm> table() {
    var table = new HashMap<Class<?>, ScalarForm>();
    table.put(String.class, new ScalarForm("a text", "", "", "string", text -> text));
    var integer = new ScalarForm("a whole number", "", "", "integer", ScalarForm::integer);
    table.put(int.class, integer);
    table.put(Integer.class, integer);
    var large = new ScalarForm("a whole number", "", "", "integer", ScalarForm::whole);
    table.put(long.class, large);
    table.put(Long.class, large);
    var decimal = new ScalarForm("a number", "0.5", "", "number", ScalarForm::decimal);
    table.put(double.class, decimal);
    table.put(Double.class, decimal);
    var truth = new ScalarForm("true or false", "", "", "boolean", ScalarForm::truth);
    table.put(boolean.class, truth);
    table.put(Boolean.class, truth);
    table.put(
        Duration.class,
        new ScalarForm("a duration", "5s", "^[0-9]+(ms|s|m|h)$", "string", Durations::parse));
    table.put(URI.class, new ScalarForm("an address", "", "", "string", ScalarForm::uri));
    table.put(
        Pattern.class, new ScalarForm("a regular expression", "", "", "string", Regexes::compile));
    return Map.copyOf(table);
  }

  private static Object integer(String text) {
    long value = (long) whole(text);
    if (value != (int) value) {
      throw new IllegalArgumentException(text + " is too large a number");
    }
    return (int) value;
  }

  private static Object whole(String text) {
    if (!text.matches("-?(0|[1-9][0-9]{0,17})")) {
      throw new IllegalArgumentException(Quoted.of(text) + " is not a whole number");
    }
    return Long.parseLong(text);
  }

  private static Object decimal(String text) {
    if (!text.matches("-?[0-9]{1,15}(\\.[0-9]{1,30})?")) {
      throw new IllegalArgumentException(Quoted.of(text) + " is not a number such as 0.5");
    }
    return new BigDecimal(text).doubleValue();
  }

  private static Object truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(Quoted.of(text) + " is not true or false");
    };
  }

  private static Object uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException _) {
      throw new IllegalArgumentException(Quoted.of(text) + " is not an address");
    }
  }

  private static Optional<ScalarForm> parsed(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getName().equals("parse"))
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .filter(method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class}))
        .findFirst()
        .map(method -> parsed(type, method));
  }

  private static ScalarForm parsed(Class<?> type, Method method) {
    @Nullable Form form = type.getAnnotation(Form.class);
    method.setAccessible(true);
    Function<String, Object> reader = text -> call(method, text);
    return form == null
        ? new ScalarForm("a " + words(type.getSimpleName()), "", "", "string", reader)
        : new ScalarForm(form.is(), form.like(), form.pattern(), "string", reader);
  }

  private static Object call(Method method, String text) {
    try {
      return method.invoke(null, text);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw new IllegalStateException(method + " failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(method + " cannot be called", e);
    }
  }

  private static Optional<ScalarForm> enumerated(Class<?> type) {
    if (!type.isEnum()) {
      return Optional.empty();
    }
    var words =
        Arrays.stream(type.getEnumConstants())
            .collect(Collectors.toMap(ScalarForm::word, constant -> constant));
    String known = words.keySet().stream().sorted().collect(Collectors.joining(", "));
    return Optional.of(
        new ScalarForm(
            "one of " + known,
            "",
            "^(" + known.replace(", ", "|") + ")$",
            "string",
            text -> {
              Object constant = words.get(text);
              if (constant == null) {
                throw new IllegalArgumentException(Quoted.of(text) + " is not one of " + known);
              }
              return constant;
            }));
  }

  private static String word(Object constant) {
    var value = (Enum<?>) constant;
    return value.toString().equals(value.name())
        ? value.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : value.toString();
  }

  private static String words(String simpleName) {
    return simpleName.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
