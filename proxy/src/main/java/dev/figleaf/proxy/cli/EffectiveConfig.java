package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.rules.Durations;
import dev.figleaf.rules.Origins;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A config as YAML: every key, with what holds; what is absent as a comment, what is secret as an
 * ellipsis.
 */
final class EffectiveConfig {
  private static final Pattern SECRET = Pattern.compile(".*\\.(password|secret)|admin\\.token");

  private final Origins origins;
  private final StringBuilder text = new StringBuilder();

  private EffectiveConfig(Origins origins) {
    this.origins = origins;
  }

  static String yaml(ProcessConfig config, Origins origins) {
    var effective = new EffectiveConfig(origins);
    effective.write(ConfigKey.TOP, config);
    return effective.text.toString().stripTrailing();
  }

  private void write(List<String> above, Record section) {
    String indent = "  ".repeat(above.size());
    for (RecordComponent component : section.getClass().getRecordComponents()) {
      List<String> path = ConfigKey.under(above, ConfigKey.written(component));
      Object value = value(section, component);
      if (value == null || isShortForm(path, section)) {
        text.append(indent).append("# ").append(path.getLast()).append(":\n");
      } else if (value instanceof Record below && ConfigKey.isSection(component.getType())) {
        text.append(indent).append(path.getLast()).append(":\n");
        write(path, below);
      } else {
        text.append(indent).append(path.getLast()).append(": ");
        text.append(shown(String.join(".", path), value)).append('\n');
      }
    }
  }

  /** One says in short what the other says whole, and both together are refused. */
  private static boolean isShortForm(List<String> path, Record section) {
    return section instanceof ProcessConfig config
        && path.getLast().equals(config.listeners().isEmpty() ? "listeners" : "listen");
  }

  private static @Nullable Object value(Record section, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(section);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record without its component " + component, e);
    }
  }

  private String shown(String path, Object value) {
    if (origins.isSecret(path) || SECRET.matcher(path).matches()) {
      return "…";
    }
    return switch (value) {
      case Duration duration -> Durations.format(duration);
      case List<?> list ->
          IntStream.range(0, list.size())
              .mapToObj(i -> shown(path + "[" + i + "]", list.get(i)))
              .collect(Collectors.joining(", ", "[", "]"));
      case Record section when ConfigKey.isSection(section.getClass()) -> inOneLine(path, section);
      case Boolean _, Integer _ -> value.toString();
      case URI uri -> quoted(withoutUser(uri));
      default -> quoted(value.toString());
    };
  }

  private String inOneLine(String path, Record section) {
    var entries = new ArrayList<String>();
    for (RecordComponent component : section.getClass().getRecordComponents()) {
      String key = ConfigKey.written(component);
      Object value = value(section, component);
      if (value != null) {
        entries.add(key + ": " + shown(path + "." + key, value));
      }
    }
    return "{ " + String.join(", ", entries) + " }";
  }

  private static String withoutUser(URI uri) {
    String user = uri.getRawUserInfo();
    return user == null ? uri.toString() : uri.toString().replace(user + "@", "…@");
  }

  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9/._-]+%?") ? text : '"' + text.replace("\"", "\\\"") + '"';
  }
}
