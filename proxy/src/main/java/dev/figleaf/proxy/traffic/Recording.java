package dev.figleaf.proxy.traffic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of the last requests, of all event loops together. Immutable.
 *
 * <p>As a file it is lines of JSON: one that says what it is, then one a descriptor.
 *
 * @param made when it was asked for
 * @param since from when on nothing was forgotten; of a loop that forgets more, less is taken
 * @param leftOut about how many requests since the start were too long to be kept
 * @param requests the oldest first
 */
public record Recording(Instant made, Instant since, long leftOut, List<Descriptor> requests) {
  /** How many descriptors a file may have. */
  public static final int MOST = 2_000_000;

  private static final int VERSION = 1;
  private static final int LONGEST_LINE = 64 * 1024;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** The first line of a file. */
  private record Head(int figleafRecording, long made, long since, long leftOut) {}

  public Recording {
    requests = List.copyOf(requests);
  }

  static Recording of(Instant made, List<Sample> samples) {
    long since = 0;
    long leftOut = 0;
    var all = new ArrayList<Descriptor>();
    for (Sample sample : samples) {
      List<Descriptor> kept = sample.ring().all();
      all.addAll(kept);
      leftOut += sample.leftOut();
      if (sample.ring().hasForgotten()) {
        since =
            Math.max(since, kept.stream().mapToLong(Descriptor::at).min().orElse(Long.MAX_VALUE));
      }
    }
    long from =
        since != 0
            ? since
            : all.stream().mapToLong(Descriptor::at).min().orElse(made.toEpochMilli());
    return new Recording(
        made,
        Instant.ofEpochMilli(Math.min(from, made.toEpochMilli())),
        leftOut,
        all.stream()
            .filter(one -> one.at() >= from)
            .sorted(Comparator.comparingLong(Descriptor::at))
            .toList());
  }

  /** How long it spans, at least a second. */
  public double seconds() {
    return Math.max(1, (made.toEpochMilli() - since.toEpochMilli()) / 1_000.0);
  }

  /** Its lines, made one by one. */
  public Stream<String> lines() {
    var head = new Head(VERSION, made.toEpochMilli(), since.toEpochMilli(), leftOut);
    return Stream.concat(Stream.of(written(head)), requests.stream().map(Recording::written));
  }

  private static String written(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + value, e);
    }
  }

  /**
   * Reads such lines.
   *
   * @throws IllegalArgumentException with a sentence for the operator where they are no recording
   */
  public static Recording read(BufferedReader lines) throws IOException {
    Head head = line(lines.readLine(), 1, Head.class);
    if (head.figleafRecording != VERSION) {
      throw new IllegalArgumentException("line 1 is not the first line of a recording");
    }
    var requests = new ArrayList<Descriptor>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (requests.size() == MOST) {
        throw new IllegalArgumentException("there are more than " + MOST + " requests");
      }
      requests.add(line(line, requests.size() + 2, Descriptor.class));
    }
    return new Recording(
        Instant.ofEpochMilli(head.made), Instant.ofEpochMilli(head.since), head.leftOut, requests);
  }

  private static <T> T line(@Nullable String line, int number, Class<T> as) {
    if (line == null || line.length() > LONGEST_LINE) {
      throw new IllegalArgumentException("line " + number + " is missing or too long");
    }
    try {
      return Objects.requireNonNull(JSON.readValue(line, as));
    } catch (JsonProcessingException | NullPointerException e) {
      throw new IllegalArgumentException("line " + number + " cannot be read", e);
    }
  }
}
