package dev.figleaf.proxy.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;

/**
 * The figures of this run: each is printed, and stands in {@code target/reliability.md} until it is
 * measured again.
 */
final class Figures {
  private static final Path FILE = Path.of("target", "reliability.md");

  private Figures() {}

  /**
   * Tells one figure.
   *
   * @param test as the pages name it: {@code KilledEndpointTest.noGetFails…}
   * @param figure a format and what stands in it
   */
  static synchronized void tell(String test, String figure, Object... values) throws IOException {
    String text = String.format(Locale.ROOT, figure, values);
    System.out.println("figure: " + test + ": " + text);
    Files.createDirectories(FILE.toAbsolutePath().getParent());
    var rows = new TreeMap<String, String>();
    if (Files.exists(FILE)) {
      for (String row : Files.readAllLines(FILE)) {
        rows.put(row.split(" ", 3)[1], row);
      }
    }
    rows.put("`" + test + "`", "| `" + test + "` | " + text + " |");
    Files.write(FILE, rows.values());
  }
}
