package dev.figleaf.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The access log on the standard output of a process. */
@Timeout(60)
class StandardOutputTest {
  private static final int LINES = 20_000;
  @TempDir Path folder;

  @Test
  void whatWaitedIsWrittenBeforeTheProcessEnds() throws Exception {
    var out = folder.resolve("out");
    var process = start(out, Slow.class);
    Child.awaitEnd(process);
    assertThat(Files.readAllLines(out)).hasSize(1_000).allMatch(line -> line.endsWith("}"));
  }

  @Test
  void aPipeThatNobodyReadsStopsNobody() throws Exception {
    var process = start(null, Flood.class);
    Child.awaitEnd(process);
    assertThat(Files.readString(folder.resolve("err")))
        .containsPattern("logged dropped=1[0-9]{4}\\n");
  }

  private Process start(@Nullable Path out, Class<?> main) throws IOException {
    var builder = Child.of(main, Map.of()).redirectError(folder.resolve("err").toFile());
    return out == null ? builder.start() : builder.redirectOutput(out.toFile()).start();
  }

  private static void log(int lines) throws IOException {
    try (var log = AccessLog.open(new AccessLog.Options(true, true, null))) {
      for (int i = 0; i < lines; i++) {
        log.log(Outcomes.complete());
      }
      LogManager.getLogger(StandardOutputTest.class)
          .info(Fact.of("logged").with("dropped", log.dropped()));
      LogManager.shutdown();
    }
  }

  /** Logs what fits. */
  static final class Slow {
    private Slow() {}

    public static void main(String[] args) throws IOException {
      log(1_000);
    }
  }

  /** Logs more than a pipe and the ring hold. */
  static final class Flood {
    private Flood() {}

    public static void main(String[] args) throws IOException {
      log(LINES);
    }
  }
}
