package dev.figleaf.proxy.telemetry;

import java.util.Map;
import org.apache.logging.log4j.message.MapMessage;

/**
 * One event of the process log: a constant sentence and its figures as key-values.
 *
 * <p>{@code LOG.info(Fact.of("rules accepted").with("revision", 7))} reads {@code rules accepted
 * revision=7} on a terminal; in JSON the figures are members of {@code fields}. Log4j's own map
 * message sorts its keys and so begins with any of them.
 */
public final class Fact extends MapMessage<Fact, Object> {
  private static final long serialVersionUID = 1L;

  private final String event;

  private Fact(String event) {
    this.event = event;
  }

  /** The event, without what varies. */
  public static Fact of(String event) {
    return new Fact(event);
  }

  @Override
  public Fact newInstance(Map<String, Object> figures) {
    var copy = new Fact(event);
    figures.forEach(copy::with);
    return copy;
  }

  @Override
  protected void appendMap(StringBuilder text) {
    text.append(event);
    forEach(
        (key, value) -> {
          text.append(' ').append(key).append('=');
          appendValue(text, String.valueOf(value));
        });
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fact it && it.event.equals(event) && super.equals(other);
  }

  @Override
  public int hashCode() {
    return 31 * event.hashCode() + super.hashCode();
  }

  private static void appendValue(StringBuilder text, String value) {
    if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c == '"' || c == '=')) {
      text.append('"').append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    } else {
      text.append(value);
    }
  }
}
