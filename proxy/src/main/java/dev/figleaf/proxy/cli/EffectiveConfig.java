package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.rules.Durations;
import dev.figleaf.rules.Origins;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A config as YAML: every key, with what holds; what is absent as a comment, what is secret as an
 * ellipsis.
 */
final class EffectiveConfig {
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
      String key = ConfigKey.written(component);
      Object value = value(section, component);
      if (value instanceof Record below && ConfigKey.isSection(component.getType())) {
        text.append(indent).append(key).append(":\n");
        write(ConfigKey.under(above, key), below);
      } else if (value == null) {
        text.append(indent).append("# ").append(key).append(":\n");
      } else {
        boolean secret = origins.isSecret(String.join(".", ConfigKey.under(above, key)));
        text.append(indent).append(key).append(": ");
        text.append(secret ? "…" : shown(value)).append('\n');
      }
    }
  }

  private static @Nullable Object value(Record section, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(section);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record without its component " + component, e);
    }
  }

  private static String shown(Object value) {
    return switch (value) {
      case Duration duration -> Durations.format(duration);
      case List<?> list ->
          list.stream()
              .map(one -> shown(one))
              .collect(Collectors.joining(", ", "[", "]"));
      case Boolean _, Integer _ -> value.toString();
      case URI uri -> quoted(withoutUser(uri));
      default -> quoted(value.toString());
    };
  }

  private static String withoutUser(URI uri) {
    String user = uri.getRawUserInfo();
    return user == null ? uri.toString() : uri.toString().replace(user + "@", "…@");
  }

  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9/._-]+%?") ? text : '"' + text.replace("\"", "\\\"") + '"';
  }
}
