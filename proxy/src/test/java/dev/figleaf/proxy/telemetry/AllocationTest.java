package dev.figleaf.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What telling the meters and the access log about one request allocates, after warm-up. */
class AllocationTest {
  private static final int ROUNDS = 100_000;
  private long lengths;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void meteringARequestAllocatesNothingThatGrowsWithRequests() {
    try (var events = new MicrometerEvents("1.2.3", () -> 0)) {
      var route = events.route("catalog", "shop");
      var fine = Outcomes.answered(200);
      var failed = Outcomes.complete();
      double bytes =
          bytesPerRound(
              () -> {
                route.started();
                route.finished(fine);
                route.started();
                route.finished(failed);
              });
      assertThat(bytes).as("bytes of two requests").isLessThan(16);
    }
  }

  @Test
  void formattingALineAllocatesNothing() {
    var line = new AccessLine(true);
    var json = new JsonLines();
    var outcome = Outcomes.complete();
    double bytes =
        bytesPerRound(
            () -> {
              line.write(outcome, json);
              json.cut(0);
            });
    assertThat(bytes).as("bytes of a line").isLessThan(16);
  }

  @Test
  void handingALineOverAllocatesNothing() throws Exception {
    var sink =
        new LineSink() {
          @Override
          public void write(ByteBuffer lines) {}

          @Override
          public void close() {}
        };
    try (var log = new AccessLog(new AccessLine(true), sink)) {
      var outcome = Outcomes.complete();
      assertThat(bytesPerRound(() -> log.log(outcome))).as("bytes of a line").isLessThan(16);
    }
  }

  @Test
  void theIdsOfARequestAllocateLittleMoreThanTheirTexts() {
    var ids = RequestIds.seeded();
    var random = RequestIds.generator();
    double bytes =
        bytesPerRound(
            () -> {
              consume(ids.make());
              consume(Traceparent.start(random).header());
            });
    assertThat(bytes).as("bytes of both ids").isLessThan(512);
  }

  private double bytesPerRound(Runnable work) {
    run(work);
    long thread = Thread.currentThread().threadId();
    long before = threads.getThreadAllocatedBytes(thread);
    run(work);
    return (double) (threads.getThreadAllocatedBytes(thread) - before) / ROUNDS;
  }

  private static void run(Runnable work) {
    for (int i = 0; i < ROUNDS; i++) {
      work.run();
    }
  }

  private void consume(String text) {
    lengths += text.length();
  }
}
