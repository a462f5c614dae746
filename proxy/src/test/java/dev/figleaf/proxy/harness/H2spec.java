package dev.figleaf.proxy.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * h2spec, which looks at a server of HTTP/2 sentence by sentence of the specification; a program
 * for Linux that a Maven artifact brings along.
 */
public final class H2spec {
  private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
  private static final Pattern SUMMARY =
      Pattern.compile("(\\d+) tests, (\\d+) passed, (\\d+) skipped, (\\d+) failed");
  private static final int TAR_BLOCK = 512;

  private static final Pattern FAILURE = Pattern.compile("× \\d+: (.*)");

  /**
   * What it found.
   *
   * @param failed the titles of the cases that failed
   * @param text what it says about them
   */
  public record Findings(int passed, List<String> failed, String text) {}

  private final Path program;

  private H2spec(Path program) {
    this.program = program;
  }

  /** Whether this machine can run it. */
  public static boolean runsHere() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  /** Unpacks it into a folder: a tar archive of one file. */
  public static H2spec in(Path folder) throws IOException {
    Path program = folder.resolve("h2spec");
    try (InputStream packed = Objects.requireNonNull(H2spec.class.getResourceAsStream(ARCHIVE));
        var tar = new GZIPInputStream(packed)) {
      byte[] header = tar.readNBytes(TAR_BLOCK);
      String size = new String(header, 124, 11, StandardCharsets.US_ASCII);
      Files.write(program, tar.readNBytes(Integer.parseInt(size.strip(), 8)));
    }
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new H2spec(program);
  }

  /** Runs it against a port of this machine; arguments such as {@code --strict}. */
  public Findings against(int port, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(program.toString(), "-h", "127.0.0.1"));
    command.addAll(List.of("-p", Integer.toString(port)));
    command.addAll(List.of(arguments));
    Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!run.waitFor(1, TimeUnit.MINUTES)) {
        throw new AssertionError("h2spec does not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return findings(text);
  }

  private static Findings findings(String text) {
    Matcher summary = SUMMARY.matcher(text);
    if (!summary.find()) {
      throw new AssertionError("h2spec says no summary: " + text);
    }
    int at = text.indexOf("Failures:");
    String failures = at < 0 ? "" : text.substring(at);
    return new Findings(
        Integer.parseInt(summary.group(2)),
        FAILURE.matcher(failures).results().map(found -> found.group(1).strip()).toList(),
        failures);
  }
}
