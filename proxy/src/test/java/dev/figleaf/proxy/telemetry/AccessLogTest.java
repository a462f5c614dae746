package dev.figleaf.proxy.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How lines reach the access log, and what happens when they cannot. */
@Timeout(30)
class AccessLogTest {
  @TempDir Path folder;

  @Test
  void linesOfSeveralThreadsAllReachTheFileInWholeLines() throws Exception {
    var file = folder.resolve("logs/access.log");
    var log = AccessLog.open(new AccessLog.Options(true, true, file));
    try (log) {
      var threads = new Thread[4];
      for (int i = 0; i < threads.length; i++) {
        threads[i] = Thread.startVirtualThread(() -> logMany(log, 250));
      }
      for (var thread : threads) {
        thread.join();
      }
    }
    assertThat(log.dropped()).isZero();
    assertThat(Files.readAllLines(file))
        .hasSize(1_000)
        .allMatch(line -> line.startsWith("{\"time\":") && line.endsWith("}"));
  }

  @Test
  void aLineIsInTheFileSoonWithoutClosing() throws Exception {
    var file = folder.resolve("access.log");
    try (var log = AccessLog.open(new AccessLog.Options(true, true, file))) {
      log.log(Outcomes.complete());
      await().atMost(Duration.ofSeconds(5)).until(() -> Files.readAllLines(file).size() == 1);
    }
  }

  @Test
  void aFullRingDropsCountsAndNeverWaits() {
    var sink = new StuckSink();
    try (var log = new AccessLog(new AccessLine(true), sink)) {
      log.log(Outcomes.complete());
      sink.awaitEntered();
      long begin = System.nanoTime();
      logMany(log, AccessLog.MAX_LINES + 500);
      long took = System.nanoTime() - begin;
      // The writer gives its places back when a batch ends, so the stuck one may still hold one.
      assertThat(log.dropped()).isBetween(500L, 501L);
      assertThat(took).isLessThan(TimeUnit.SECONDS.toNanos(5));
      sink.release();
    }
  }

  @Test
  void longValuesFillTheRingEarlierSoThatTheHeapIsBounded() {
    var sink = new StuckSink();
    try (var log = new AccessLog(new AccessLine(true), sink)) {
      log.log(Outcomes.complete());
      sink.awaitEntered();
      int each = 64 * 1024;
      for (int i = 0; i < 100; i++) {
        var outcome = Outcomes.complete();
        outcome.rawQuery = "q".repeat(each);
        log.log(outcome);
      }
      int fit = AccessLog.MAX_CHARS / each;
      assertThat(log.dropped()).isBetween(100L - fit, 100L - fit + 1);
      sink.release();
    }
  }

  @Test
  void afterAJamLinesAreWrittenAgain() {
    var sink = new StuckSink();
    try (var log = new AccessLog(new AccessLine(true), sink)) {
      log.log(Outcomes.complete());
      sink.awaitEntered();
      logMany(log, AccessLog.MAX_LINES + 500);
      long dropped = log.dropped();
      sink.release();
      await().until(() -> sink.lines() == AccessLog.MAX_LINES + 501 - dropped);
      logMany(log, 100);
      await().until(() -> sink.lines() == AccessLog.MAX_LINES + 601 - dropped);
      assertThat(log.dropped()).isEqualTo(dropped);
    }
  }

  @Test
  void linesThatCannotBeWrittenCountAsDropped() {
    LineSink full =
        new LineSink() {
          @Override
          public void write(ByteBuffer lines) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void close() {}
        };
    try (var log = new AccessLog(new AccessLine(true), full)) {
      logMany(log, 10);
      await().until(() -> log.dropped() == 10);
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what cannot be is what is tested
  void anOutcomeThatCannotBeWrittenTakesNoOtherLineWithIt() throws Exception {
    var file = folder.resolve("access.log");
    var log = AccessLog.open(new AccessLog.Options(true, true, file));
    try (log) {
      var broken = Outcomes.complete();
      broken.peer = null;
      logMany(log, 1);
      log.log(broken);
      logMany(log, 1);
    }
    assertThat(log.dropped()).isOne();
    assertThat(Files.readAllLines(file))
        .hasSize(2)
        .allSatisfy(line -> assertThat(new ObjectMapper().readTree(line)).hasSizeGreaterThan(20));
  }

  @Test
  void aClosedLogDropsAndCounts() throws Exception {
    var file = folder.resolve("access.log");
    var log = AccessLog.open(new AccessLog.Options(true, true, file));
    log.close();
    log.log(Outcomes.complete());
    assertThat(log.dropped()).isOne();
    assertThat(file).isEmptyFile();
  }

  @Test
  void aLogThatIsOffDropsNothingAndWritesNothing() throws Exception {
    var file = folder.resolve("access.log");
    try (var log = AccessLog.open(new AccessLog.Options(false, true, file))) {
      log.log(Outcomes.complete());
      assertThat(log.dropped()).isZero();
    }
    assertThat(file).doesNotExist();
  }

  private static void logMany(AccessLog log, int count) {
    for (int i = 0; i < count; i++) {
      log.log(Outcomes.complete());
    }
  }

  /** A pipe that nobody reads until it is released. */
  private static final class StuckSink implements LineSink {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile long lines;

    @Override
    public void write(ByteBuffer batch) {
      entered.countDown();
      await(released);
      lines = lines + UTF_8.decode(batch).chars().filter(c -> c == '\n').count();
    }

    @Override
    public void close() {}

    long lines() {
      return lines;
    }

    void awaitEntered() {
      await(entered);
    }

    void release() {
      released.countDown();
    }

    private static void await(CountDownLatch latch) {
      try {
        if (!latch.await(20, TimeUnit.SECONDS)) {
          throw new UncheckedIOException(new IOException("stuck for good"));
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
