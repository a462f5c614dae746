package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.proxy.edge.Limits;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.rules.Default;
import dev.figleaf.rules.Doc;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One value of {@link ProcessConfig}, as it is written in the file and in the environment.
 *
 * @param path in the file: {@code access-log}, {@code query}
 * @param isList whether the environment gives it as words with commas between
 * @param absent what holds when it is not given, as it would be written; empty where nothing does
 * @param doc a sentence for operators
 */
record ConfigKey(List<String> path, boolean isList, String absent, String doc) {

  /** Where the file begins. */
  static final List<String> TOP = List.of();

  /** All values that one text can give, in the order of the record. */
  static final List<ConfigKey> ALL = List.copyOf(keys(ProcessConfig.class, TOP, false));

  /** The values inside lists, {@code listeners[].h2c}, which only a file can say. */
  static final List<ConfigKey> IN_LISTS =
      keys(ProcessConfig.class, TOP, true).stream()
          .filter(key -> key.name().contains("[]"))
          .toList();

  private static List<ConfigKey> keys(Class<?> type, List<String> above, boolean lists) {
    var keys = new ArrayList<ConfigKey>();
    for (RecordComponent component : type.getRecordComponents()) {
      @Nullable Class<?> item = item(component);
      String name = written(component);
      List<String> path = under(above, item == null ? name : name + "[]");
      if (item != null) {
        keys.addAll(lists ? keys(item, path, true) : List.of());
      } else if (isSection(component.getType())) {
        keys.addAll(keys(component.getType(), path, lists));
      } else {
        keys.add(key(component, path));
      }
    }
    return keys;
  }

  /** The name of a component as it is written in the file. */
  static String written(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  static List<String> under(List<String> above, String key) {
    var path = new ArrayList<>(above);
    path.add(key);
    return List.copyOf(path);
  }

  /** Whether keys of their own stand under a key of this type. */
  static boolean isSection(Class<?> type) {
    return type.getEnclosingClass() == ProcessConfig.class
        || type == Limits.class
        || type == StoreSettings.class
        || type.getEnclosingClass() == Limits.class;
  }

  /** What a list of records of the config holds; null for anything else. */
  private static @Nullable Class<?> item(RecordComponent component) {
    return component.getGenericType() instanceof ParameterizedType list
            && list.getActualTypeArguments()[0] instanceof Class<?> item
            && item.getEnclosingClass() == ProcessConfig.class
        ? item
        : null;
  }

  private static ConfigKey key(RecordComponent component, List<String> path) {
    @Nullable Default absent = component.getAnnotation(Default.class);
    @Nullable Doc doc = component.getAnnotation(Doc.class);
    return new ConfigKey(
        path,
        component.getType() == List.class,
        absent == null ? "" : absent.value(),
        doc == null ? "" : doc.value());
  }

  /** As it is called in the file: {@code access-log.query}. */
  String name() {
    return String.join(".", path);
  }

  /** As it is called in the environment: {@code FIGLEAF_ACCESS_LOG_QUERY}. */
  String variable() {
    return "FIGLEAF_" + name().replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
  }

  static ConfigKey of(String name) {
    return ALL.stream().filter(key -> key.name().equals(name)).findFirst().orElseThrow();
  }
}
