package dev.figleaf.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An {@link UpstreamMain} that a test can kill, stop and let go on. Used by one thread. */
final class UpstreamProcess implements AutoCloseable {
  private final Process process;
  private final Path ids;
  private final int port;
  private final Writer in;

  private UpstreamProcess(Process process, Path ids) throws IOException {
    this.process = process;
    this.ids = ids;
    this.in = process.outputWriter(StandardCharsets.US_ASCII);
    BufferedReader out = process.inputReader(StandardCharsets.US_ASCII);
    this.port = Integer.parseInt(String.valueOf(out.readLine()));
  }

  /**
   * Starts one.
   *
   * @param folder for its file of ids
   */
  static UpstreamProcess start(Path folder) throws IOException {
    Path ids = Files.createTempFile(folder, "ids", ".txt");
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx192m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            UpstreamMain.class.getName(),
            ids.toString());
    return new UpstreamProcess(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start(), ids);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
  }

  /** Waits until its kernel has ended all that it had. */
  void awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  /** Stops it where it stands; its kernel goes on to take connections. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Answers all who wait at {@code /gate}, and lets all others pass. */
  void openGate() throws IOException {
    in.write("\n");
    in.flush();
  }

  /** The ids of the requests that it received whole, in order. */
  List<String> ids() throws IOException {
    return Files.readAllLines(ids);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroyForcibly();
    awaitEnd();
    in.close();
  }
}
