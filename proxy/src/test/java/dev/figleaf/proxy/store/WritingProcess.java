package dev.figleaf.proxy.store;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/** Writes batches until it is killed, and prints the name of each when it was written. */
final class WritingProcess {
  private WritingProcess() {}

  /** The database, and what the names of batches begin with. */
  public static void main(String[] arguments) throws IOException {
    var settings = StoreSettings.USUAL.at(StoreUrl.parse(arguments[0]));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (var log = new SqlEvidenceLog(settings, InstantSource.system())) {
      for (int i = 0; i < 1_000_000; i++) {
        String name = arguments[1] + "-" + i;
        log.write(batch(name));
        out.println(name);
      }
    }
  }

  /** One that is in every table under its name. */
  static EvidenceBatch batch(String name) {
    return new EvidenceBatch(
        List.of(),
        List.of(new CountRow("c1", Rows.NOW, "GET", name, 2, "equal", "", 1)),
        List.of(new LatencyRow("c1", Rows.NOW, "GET", name, "control", 1, 1)),
        List.of(new LeftOutRow("c1", Rows.NOW, name, 1)),
        List.of(Rows.difference(name, "real", Rows.NOW, 1)),
        List.of(Rows.example(name, "all", Rows.NOW)));
  }
}
