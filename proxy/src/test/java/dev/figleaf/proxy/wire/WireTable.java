package dev.figleaf.proxy.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The rows of one file. */
public final class WireTable {
  private WireTable() {}

  /** What clients say over HTTP/1. */
  static List<WireRow> requests() {
    return rows("requests.txt");
  }

  /** What upstreams say over HTTP/1. */
  static List<WireRow> responses() {
    return rows("responses.txt");
  }

  /** The bytes of all requests, for those who look for worse. */
  public static List<String> requestBytes() {
    return requests().stream().map(WireRow::said).toList();
  }

  private static List<WireRow> rows(String file) {
    var rows = new ArrayList<WireRow>();
    String section = "";
    for (String line : text(file).lines().toList()) {
      if (line.startsWith("== ")) {
        section = line.substring(3);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        rows.add(WireRow.parse(section, line));
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
