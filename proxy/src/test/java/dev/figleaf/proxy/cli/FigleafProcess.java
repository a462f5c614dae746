package dev.figleaf.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Figleaf as a process of its own, whose streams are read and which never outlives its test. */
public final class FigleafProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern START =
      Pattern.compile("figleaf listening on (http://\\S+), admin on (http://[^, ]+),.*");

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private FigleafProcess(Process process) {
    this.process = process;
    this.reader =
        Thread.ofVirtual().start(() -> process.inputReader(UTF_8).lines().forEach(lines::add));
  }

  /** Runs a facade whose admin listener takes a free port. */
  static FigleafProcess run(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    return run(List.of("-Xmx96m", "-XX:TieredStopAtLevel=1"), folder, environment, arguments);
  }

  /** The same, in a JVM with these options. */
  public static FigleafProcess run(
      List<String> options, Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    // A JVM never listens to a hangup that whoever started it ignores, as nohup does.
    var command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-XX:+UseSerialGC");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("run", "--admin", "127.0.0.1:0"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("FIGLEAF_"));
    builder.environment().putAll(environment);
    return new FigleafProcess(builder.start());
  }

  public List<String> lines() {
    return lines;
  }

  /** Waits until a line with this text was printed. */
  public void awaitLine(String text) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(lines).as("what it says").anyMatch(line -> line.contains(text)));
  }

  /** The one line that says that it runs. */
  public String startLine() {
    awaitLine("figleaf listening on");
    return lines.stream().filter(line -> START.matcher(line).matches()).findFirst().orElseThrow();
  }

  public String url() {
    return place(1);
  }

  public String adminUrl() {
    return place(2);
  }

  private String place(int group) {
    Matcher start = START.matcher(startLine());
    assertThat(start.matches()).isTrue();
    return start.group(group);
  }

  /** Waits until nobody can connect any more. */
  public void awaitRefusal() {
    int port = URI.create(url()).getPort();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return false;
              } catch (IOException _) {
                return true;
              }
            });
  }

  public void signal(String name) throws IOException, InterruptedException {
    startLine();
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor())
        .isZero();
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ended").isTrue();
    reader.join();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
