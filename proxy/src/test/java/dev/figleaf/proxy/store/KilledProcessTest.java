package dev.figleaf.proxy.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there, whoever dies; and two processes share one file. */
class KilledProcessTest {
  private static final int LIVES = 20;

  @TempDir Path folder;
  private StoreSettings settings;

  @BeforeEach
  void place() {
    settings = StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + folder.resolve("figleaf.db")));
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void whatWasAcknowledgedSurvivesAndNoBatchIsHalfThere() throws Exception {
    var acknowledged = new HashSet<String>();
    var random = new Random(6);
    for (int life = 0; life < LIVES; life++) {
      acknowledged.addAll(killedAfter("life" + life, 1 + random.nextInt(40)));
    }

    try (var log = new SqlEvidenceLog(settings, InstantSource.system())) {
      Set<String> counted =
          log.counts("c1", Instant.EPOCH).stream()
              .map(CountRow::template)
              .collect(Collectors.toSet());
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(LIVES);
      assertThat(counted).containsAll(acknowledged);
      assertThat(counted.size()).isLessThanOrEqualTo(acknowledged.size() + LIVES);
      assertThat(log.latencies("c1", Instant.EPOCH).stream().map(LatencyRow::template))
          .containsExactlyInAnyOrderElementsOf(counted);
      assertThat(log.leftOut("c1", Instant.EPOCH).stream().map(LeftOutRow::reason))
          .containsExactlyInAnyOrderElementsOf(counted);
      assertThat(log.differences("c1", Instant.EPOCH).stream().map(DifferenceRow::id))
          .containsExactlyInAnyOrderElementsOf(counted);
    }
  }

  /** All that it said it had written. */
  private List<String> killedAfter(String name, int batches) throws IOException {
    Process process = writing(name);
    var acknowledged = new ArrayList<String>();
    try (BufferedReader lines = process.inputReader()) {
      for (int i = 0; i < batches; i++) {
        acknowledged.add(lines.readLine());
      }
      // SIGKILL to the process alone: destroying it would close what it has said, too.
      assertThat(process.toHandle().destroyForcibly()).isTrue();
      lines.lines().forEach(acknowledged::add);
    }
    assertThat(acknowledged).doesNotContainNull();
    return acknowledged;
  }

  private Process writing(String name) throws IOException {
    return Child.start(WritingProcess.class, settings.url().toString(), name);
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void anotherProcessMayReadAndAcceptWhileOneWrites() throws Exception {
    Process process = writing("other");
    try (var log = new SqlEvidenceLog(settings, InstantSource.system());
        BufferedReader lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("other-0");
      for (int i = 0; i < 50; i++) {
        log.accept(Rows.acceptance("a" + i, "other-0", Rows.NOW));
        assertThat(log.acceptances("catalog"))
            .extracting(AcceptanceRow::id)
            .containsExactly("a" + i);
      }
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }
}
