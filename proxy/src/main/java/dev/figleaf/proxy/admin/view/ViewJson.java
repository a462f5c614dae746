package dev.figleaf.proxy.admin.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Instant;

/**
 * Writes views as JSON and reads them again: snake case, no nulls but for numbers that are none,
 * instants as RFC 3339 texts.
 */
public final class ViewJson {
  /** The one mapper; safe to share. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, new Writing())
                  .addDeserializer(Instant.class, new Reading())
                  .addSerializer(Double.TYPE, new WritingNumber())
                  .addSerializer(Double.class, new WritingNumber())
                  .addDeserializer(Double.TYPE, new ReadingNumber()))
          .build();

  private ViewJson() {}

  private static final class Writing extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1;

    Writing() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      to.writeString(value.toString());
    }
  }

  private static final class Reading extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    Reading() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser from, DeserializationContext context) throws IOException {
      return Instant.parse(from.getText());
    }
  }

  /** JSON has no NaN: null, where a number always stands. */
  private static final class WritingNumber extends StdSerializer<Double> {
    private static final long serialVersionUID = 1;

    WritingNumber() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        to.writeNumber(value);
      } else {
        to.writeNull();
      }
    }
  }

  private static final class ReadingNumber extends StdDeserializer<Double> {
    private static final long serialVersionUID = 1;

    ReadingNumber() {
      super(Double.TYPE);
    }

    @Override
    public Double deserialize(JsonParser from, DeserializationContext context) throws IOException {
      return from.getDoubleValue();
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }
}
