package dev.figleaf.proxy.harness;

import com.sun.management.ThreadMXBean;
import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.edge.ListenerSettings;
import dev.figleaf.proxy.edge.TlsFiles;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.RuleReader;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A facade in a process of its own, whose heap a test bounds.
 *
 * <p>It ends with its standard input, so that none outlives its test.
 */
public final class ProxyProcess implements AutoCloseable {
  private static final String TLS = "figleaf.test.tls";

  private final Path rules;
  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final int port;

  private ProxyProcess(Path rules, Process process) throws IOException {
    this.rules = rules;
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    this.port = Integer.parseInt(answer());
  }

  /**
   * Starts it with these rules.
   *
   * @param folder for the rule file
   * @param options of the JVM, as {@code -Xmx96m}
   */
  public static ProxyProcess start(Path folder, String yaml, String... options) throws IOException {
    return startWith(Files.writeString(folder.resolve("rules.yaml"), yaml), options);
  }

  /** Starts it with the rules of a file or folder. */
  public static ProxyProcess startWith(Path rules, String... options) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "-ea",
            "-Dlog4j2.level=ERROR",
            "-cp",
            classPath(),
            ProxyProcess.class.getName(),
            rules.toString()));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("FIGLEAF_LOG_LEVEL", "error");
    return new ProxyProcess(rules, builder.start());
  }

  private static String classPath() {
    String ofTests = System.getProperty("surefire.test.class.path");
    return ofTests != null ? ofTests : System.getProperty("java.class.path");
  }

  private String answer() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new AssertionError("the process has ended: " + exitCode());
    }
    return line;
  }

  private String exitCode() {
    try {
      return process.waitFor(5, TimeUnit.SECONDS) ? "exit " + process.exitValue() : "not yet";
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }

  public int port() {
    return port;
  }

  /** A new connection to it. */
  public RawSocket connect() throws IOException {
    return RawSocket.connect(port);
  }

  /** Makes other rules live, and tells what became of them. */
  public String reload(String yaml) throws IOException {
    Files.writeString(rules, yaml);
    return reload();
  }

  /** Has it read its rules again, and tells what became of them. */
  public String reload() throws IOException {
    return ask("reload");
  }

  /** Bytes of the heap in use after a collection. */
  public long heap() throws IOException {
    return Long.parseLong(ask("heap"));
  }

  /** Bytes outside the heap that Netty holds for buffers, used and pooled. */
  public long direct() throws IOException {
    return Long.parseLong(ask("direct"));
  }

  /** The port that speaks TLS; there is one when it was started with {@link #showing}. */
  public int tlsPort() throws IOException {
    return Integer.parseInt(ask("tls-port"));
  }

  /** The option that makes it listen with TLS, too. */
  public static String showing(TlsMaterial certificate) {
    return "-D" + TLS + "=" + certificate.pkcs12();
  }

  /** Bytes that its event loops have allocated since it began. */
  public long allocated() throws IOException {
    return Long.parseLong(ask("allocated"));
  }

  private String ask(String question) throws IOException {
    in.write(question + "\n");
    in.flush();
    return answer();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() throws IOException {
    in.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  // --- the process itself

  /** Answers questions until its standard input ends. */
  public static void main(String[] args) throws Exception {
    var loader = new RuleLoader(new RuleReader(_ -> Optional.empty()));
    Path rules = Path.of(args[0]);
    var options =
        new Facade.Options(
            new EdgeSettings(listeners(), List.of(), ProxyHarness.INSTANCE),
            2,
            () -> loader.load(rules),
            null,
            new AccessLog.Options(false, false, null));
    if (!(Facade.start(options) instanceof Facade.Started.Ok(Facade facade, _))) {
      throw new IllegalStateException("the rules were rejected");
    }
    try (facade;
        var questions =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      say(Integer.toString(facade.port()));
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        say(answer(line, facade));
      }
    }
  }

  private static List<ListenerSettings> listeners() {
    ListenerSettings plain = ListenerSettings.plain("127.0.0.1", 0);
    String store = System.getProperty(TLS);
    return store == null
        ? List.of(plain)
        : List.of(
            plain,
            TlsMaterial.listener(
                new TlsFiles.Certificate.Pkcs12(Path.of(store), TlsMaterial.PASSWORD)));
  }

  private static String answer(String question, Facade facade) {
    return switch (question) {
      case "direct" -> Long.toString(PlatformDependent.usedDirectMemory());
      case "tls-port" -> Integer.toString(facade.ports().get(1));
      case "heap" -> heapInUse();
      case "allocated" -> Long.toString(allocatedByLoops());
      default -> facade.rules().reload().getClass().getSimpleName();
    };
  }

  private static long allocatedByLoops() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().contains("eventloop"))
        .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getThreadId()))
        .sum();
  }

  private static String heapInUse() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return Long.toString(runtime.totalMemory() - runtime.freeMemory());
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
