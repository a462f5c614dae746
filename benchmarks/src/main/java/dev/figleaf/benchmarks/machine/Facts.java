package dev.figleaf.benchmarks.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a reader must know of the machine in order to believe a figure. */
public final class Facts {
  private Facts() {}

  public static Map<String, String> ofThisMachine(Cores cores, String effort) throws IOException {
    var facts = new LinkedHashMap<String, String>();
    facts.put("date", LocalDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES) + " UTC");
    facts.put("cpu", "%d × %s".formatted(Runtime.getRuntime().availableProcessors(), cpu()));
    facts.put(
        "pinned",
        "proxy on core %d, backend on core %d, load on core %d"
            .formatted(cores.proxy(), cores.backend(), cores.load()));
    facts.put("measured", effort);
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("java", Runtime.version().toString());
    facts.put("nginx", firstLine(List.of("nginx", "-v")));
    facts.put("haproxy", firstLine(List.of("haproxy", "-v")));
    facts.put("load before", Files.readString(Path.of("/proc/loadavg")).strip());
    return facts;
  }

  private static String cpu() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  private static String firstLine(List<String> command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.getInputStream()) {
      return new String(out.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("unknown");
    }
  }
}
