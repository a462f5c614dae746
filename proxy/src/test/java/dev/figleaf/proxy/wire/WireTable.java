package dev.figleaf.proxy.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;

/** The rows of one file. */
public final class WireTable {
  private WireTable() {}

  /** What clients say over HTTP/1. */
  static List<WireRow> requests() {
    return rows("requests.txt", WireRow::parse);
  }

  /** What upstreams say over HTTP/1. */
  static List<WireRow> responses() {
    return rows("responses.txt", WireRow::parse);
  }

  /** What clients say over HTTP/2. */
  static List<Http2Row> http2Requests() {
    return rows("http2.txt", Http2Row::parse);
  }

  /** What upstreams say over HTTP/2. */
  static List<Http2Row> http2Responses() {
    return rows("http2-responses.txt", Http2Row::parse);
  }

  /** The bytes of all requests, for those who look for worse. */
  public static List<String> requestBytes() {
    return requests().stream().map(WireRow::said).toList();
  }

  /** The bytes of all responses, for the same. */
  public static List<String> responseBytes() {
    return responses().stream().map(WireRow::said).toList();
  }

  private static <T> List<T> rows(String file, BiFunction<String, String, T> parser) {
    var rows = new ArrayList<T>();
    String section = "";
    for (String line : text(file).lines().toList()) {
      if (line.startsWith("== ")) {
        section = line.substring(3);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        rows.add(parser.apply(section, line));
      }
    }
    return List.copyOf(rows);
  }

  private static String text(String file) {
    try (InputStream in = WireTable.class.getResourceAsStream("/wire/" + file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
