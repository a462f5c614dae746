package dev.figleaf.proxy.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.vertx.core.internal.logging.LoggerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the process log looks like from outside, in a process of its own. */
@Timeout(60)
class ProcessLogTest {
  @TempDir Path folder;

  @Test
  void byDefaultAFactIsAReadableLineOnStandardError() throws Exception {
    var lines = run(Map.of());
    assertThat(lines.getFirst())
        .matches(
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  Speaker rules accepted revision=7");
    assertThat(folder.resolve("out")).isEmptyFile();
  }

  @Test
  void aMessageCannotBeginALineOfItsOwn() throws Exception {
    assertThat(run(Map.of()))
        .anyMatch(line -> line.endsWith("line\\nforged"))
        .noneMatch(line -> line.startsWith("forged"));
  }

  @Test
  void vertxNettyAndSlf4jSpeakThroughTheSameLog() throws Exception {
    assertThat(run(Map.of()).stream().filter(line -> line.contains("hello from")))
        .hasSize(3)
        .allMatch(line -> line.contains(" WARN  "));
  }

  @Test
  void asJsonEveryEventIsOneObjectWithItsFigures() throws Exception {
    var events = new ArrayList<JsonNode>();
    for (var line : run(Map.of("FIGLEAF_LOG", "json"))) {
      events.add(new ObjectMapper().readTree(line));
    }
    var fact = events.getFirst();
    assertThat(fact.get("time").textValue())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(fact.get("level").textValue()).isEqualTo("INFO");
    assertThat(fact.get("message").textValue()).isEqualTo("rules accepted revision=7");
    assertThat(fact.at("/fields/revision").intValue()).isEqualTo(7);
    assertThat(events).anyMatch(it -> it.path("message").asText().equals("line\nforged"));
    assertThat(events)
        .anyMatch(
            it -> it.path("exception").asText().startsWith("java.lang.IllegalStateException"));
  }

  @Test
  void theLevelComesFromTheEnvironment() throws Exception {
    assertThat(run(Map.of("FIGLEAF_LOG_LEVEL", "error")))
        .noneMatch(line -> line.contains("rules accepted"))
        .anyMatch(line -> line.contains("broken"));
  }

  private List<String> run(Map<String, String> environment) throws Exception {
    var process =
        Child.of(Speaker.class, environment)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    Child.awaitEnd(process);
    return Files.readAllLines(folder.resolve("err"), UTF_8);
  }

  /** Says a few things and ends. */
  static final class Speaker {
    private Speaker() {}

    public static void main(String[] args) {
      var log = LogManager.getLogger(Speaker.class);
      log.info(Fact.of("rules accepted").with("revision", 7));
      log.warn("line\nforged");
      LoggerFactory.getLogger("vertx").warn("hello from vertx");
      InternalLoggerFactory.getInstance("netty").warn("hello from netty");
      org.slf4j.LoggerFactory.getLogger("slf4j").warn("hello from slf4j");
      log.error("broken", new IllegalStateException("why"));
      LogManager.shutdown();
    }
  }
}
