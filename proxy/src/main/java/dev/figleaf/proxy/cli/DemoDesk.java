package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.cli.demo.Planted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** What a demo that stays has beside the others: rules of its own, and things to try. */
final class DemoDesk {
  private DemoDesk() {}

  /** Writes the rules into a folder, over those of the last time. */
  static Path rules(Path folder) throws IOException {
    Path file = folder.resolve("shop.yaml");
    try (InputStream own = Planted.class.getResourceAsStream("shop.yaml")) {
      Files.write(file, Objects.requireNonNull(own).readAllBytes());
    }
    return file;
  }

  /** What to try, in another terminal. */
  static List<String> lines(Path rules, String admin) {
    String at = admin.equals("http://127.0.0.1:9900") ? "" : " --admin " + admin;
    return List.of(
        "  The catalog service rounds a price wrongly now and then. Look around, there or here:",
        "    " + admin + "/",
        "    figleaf status" + at,
        "    figleaf seams catalog" + at,
        "    figleaf report catalog" + at,
        "    figleaf override catalog --weight 5% --for 1h --because \"wrong prices\"" + at,
        "    figleaf diff " + rules + at,
        "    figleaf panic" + at + ", and figleaf calm" + at,
        "    figleaf history" + at + ", and figleaf rollback REVISION" + at,
        "  docs/operations.md walks through it.",
        "");
  }
}
