package dev.figleaf.proxy.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.normanmaurer.maven.autobahntestsuite.AutobahnTestSuite;

/**
 * The Autobahn test suite as a client of a WebSocket server that echoes.
 *
 * <p>It is Python that runs in a JVM, and its reactor starts only once in a process: each run is a
 * process of its own, with nothing on its class path but the suite.
 */
public final class Autobahn implements AutoCloseable {
  private static final String AGENT = "echo";
  private static final List<String> LIBRARIES =
      List.of("autobahntestsuite", "jython", "json-simple");

  private final Process process;
  private final Path folder;

  private Autobahn(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /**
   * Begins to run cases.
   *
   * @param folder for its reports, a page for each case; what is in it goes
   * @param cases as {@code 1.*}
   */
  public static Autobahn start(Path folder, int port, List<String> cases) throws IOException {
    clear(folder);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                Autobahn.class.getName(),
                "ws://127.0.0.1:" + port,
                String.join(" ", cases))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said.txt").toFile())
            .start();
    return new Autobahn(process, folder);
  }

  private static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> old = Files.walk(folder)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(folder);
  }

  private static String classPath() {
    String ofTests = System.getProperty("surefire.test.class.path");
    String all = ofTests != null ? ofTests : System.getProperty("java.class.path");
    return Stream.of(all.split(File.pathSeparator))
        .filter(path -> isOwn(path) || LIBRARIES.stream().anyMatch(path::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isOwn(String path) {
    return Files.exists(Path.of(path, Autobahn.class.getName().replace('.', '/') + ".class"));
  }

  /** Waits for its end; how each case went, as {@code OK}, by its number. */
  public Map<String, String> findings(Duration patience) throws IOException, InterruptedException {
    if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("Autobahn did not end well; it said: " + said());
    }
    var findings = new TreeMap<String, String>();
    for (var entry : read("index").path(AGENT).properties()) {
      findings.put(entry.getKey(), finding(entry.getKey(), entry.getValue()));
    }
    return findings;
  }

  /** What it thinks of the messages, and of the close where it thinks otherwise of that. */
  private String finding(String number, JsonNode one) throws IOException {
    String behavior = one.path("behavior").asText();
    String close = one.path("behaviorClose").asText();
    return behavior.equals(close) || isLate(number, close)
        ? behavior
        : behavior + ", close " + close;
  }

  /** It gives a close one second, which says much about a busy machine and nothing about peers. */
  private boolean isLate(String number, String close) throws IOException {
    return close.equals("UNCLEAN")
        && read(AGENT + "_case_" + number.replace('.', '_'))
            .path("wasCloseHandshakeTimeout")
            .asBoolean();
  }

  private JsonNode read(String report) throws IOException {
    Path reports = folder.resolve("target").resolve("autobahntestsuite-reports");
    return new ObjectMapper().readTree(reports.resolve(report + ".json").toFile());
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said.txt"));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  // --- the process itself

  /** Runs cases against an address. */
  public static void main(String[] arguments) {
    AutobahnTestSuite.runFuzzingClient(
        AGENT, arguments[0], Map.of(), List.of(arguments[1].split(" ")), List.of());
    System.exit(0);
  }
}
