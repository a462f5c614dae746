package dev.figleaf.proxy.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.figleaf.rules.Percentage;
import java.io.IOException;
import java.time.Instant;

/** Writes what belongs to the history as JSON, and reads it again; one line each. */
public final class HistoryJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          // A newer version may have written more.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addMixIn(Change.class, Kinds.class)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, new AsText<>(Instant.class))
                  .addDeserializer(Instant.class, new InstantOf())
                  .addSerializer(Percentage.class, new AsText<>(Percentage.class))
                  .addDeserializer(Percentage.class, new PercentageOf()))
          .build();

  private HistoryJson() {}

  /** As one line. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written", e);
    }
  }

  /**
   * Reads what was written.
   *
   * @throws IllegalArgumentException where it is anything else
   */
  public static <T> T read(String text, Class<T> type) {
    try {
      T value = MAPPER.readValue(text, type);
      if (value == null) {
        throw new IllegalArgumentException("is null");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be read", e);
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Change.FilesAccepted.class, name = "files-accepted"),
    @JsonSubTypes.Type(value = Change.FilesRejected.class, name = "files-rejected"),
    @JsonSubTypes.Type(value = Change.OverrideSet.class, name = "override-set"),
    @JsonSubTypes.Type(value = Change.OverrideEnded.class, name = "override-ended"),
    @JsonSubTypes.Type(value = Change.RolledBack.class, name = "rolled-back"),
    @JsonSubTypes.Type(value = Change.Panicked.class, name = "panicked"),
    @JsonSubTypes.Type(value = Change.Calmed.class, name = "calmed")
  })
  private interface Kinds {}

  private static final class AsText<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1;

    AsText(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      to.writeString(value.toString());
    }
  }

  private static final class InstantOf extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    InstantOf() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser from, DeserializationContext context) throws IOException {
      return Instant.parse(from.getText());
    }
  }

  private static final class PercentageOf extends StdDeserializer<Percentage> {
    private static final long serialVersionUID = 1;

    PercentageOf() {
      super(Percentage.class);
    }

    @Override
    public Percentage deserialize(JsonParser from, DeserializationContext context)
        throws IOException {
      return Percentage.parse(from.getText());
    }
  }
}
