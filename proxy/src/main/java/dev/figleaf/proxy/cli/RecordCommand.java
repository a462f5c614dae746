package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.shadow.report.ExportWireMock;
import dev.figleaf.proxy.shadow.report.Spans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes what the control answers live as stubs, to develop the new service against. */
@Command(
    name = "record",
    description = "Writes live answers of the control as stubs for WireMock, without secrets.",
    exitCodeList = {
      "0:stubs were written",
      "1:nothing was answered in that time, or nothing is known of the seam",
      "2:the command was called wrongly, or the config has errors",
      "3:no facade answers"
    },
    footer = {"", "Example: figleaf record catalog --out stubs, then wiremock --root-dir stubs"})
final class RecordCommand extends ReportAction {
  private static final int LONGEST_NAME = 80;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private FacadeOptions options;

  @Parameters(paramLabel = "SEAM", description = "The seam, or the route, that is shadowed.")
  private String subject = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the folder `mappings` is, or is made.")
  private Path out = Path.of("");

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "How long to listen, at most 10m; 30s by default.")
  private String time = "30s";

  @Option(
      names = "--most",
      paramLabel = "N",
      description = "End after so many answers; 200 by default.")
  private int most = 200;

  @Override
  int act(Output output) {
    try {
      Spans.duration(time);
    } catch (IllegalArgumentException e) {
      throw refusal("--for: " + e.getMessage());
    }
    int written;
    try (var facade = new AskedReports(options.asked());
        Stream<String> lines = facade.record(subject, time, most)) {
      written = write(lines.iterator(), out.resolve("mappings"));
    }
    output.line("wrote " + Counted.of(written, "stub") + " to " + out.resolve("mappings"));
    return written == 0 ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  /** One file for each request that is unlike all others; the first answer stays. */
  private static int write(Iterator<String> lines, Path folder) {
    Set<String> seen = new HashSet<>();
    try {
      Files.createDirectories(folder);
      while (lines.hasNext()) {
        String stub = ExportWireMock.mapping(lines.next()).orElse("");
        if (!stub.isEmpty() && seen.add(ExportWireMock.requestOf(stub))) {
          Files.writeString(folder.resolve(name(seen.size(), stub)), stub);
        }
      }
    } catch (IOException e) {
      throw new ReportFailure(
          ReportFailure.NO, "cannot write to " + folder + ": " + e.getMessage());
    }
    return seen.size();
  }

  /** Of letters, digits and hyphens only: the path is a stranger's. */
  private static String name(int number, String stub) {
    String name =
        ExportWireMock.nameOf(stub).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return String.format(Locale.ROOT, "%04d-", number)
        + name.substring(0, Math.min(LONGEST_NAME, name.length()))
        + ".json";
  }
}
