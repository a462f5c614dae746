package dev.figleaf.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of requests while somebody listens. */
@Timeout(30)
class AccessTapTest {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AtomicLong missed = new AtomicLong();
  private final CountDownLatch stuck = new CountDownLatch(1);

  private AccessListener listener(boolean sticks) {
    return new AccessListener() {
      @Override
      public void line(String json) {
        lines.add(json);
        if (sticks) {
          try {
            stuck.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        }
      }

      @Override
      public void missed(long requests) {
        missed.addAndGet(requests);
      }
    };
  }

  @Test
  void aLineIsWhatTheLogWrites() throws Exception {
    try (var log = AccessLog.open(new AccessLog.Options(false, false, null));
        var _ = log.listen(_ -> true, listener(false))) {
      log.log(Outcomes.complete());
      await().until(() -> lines.size() == 1);
      assertThat(lines.getFirst())
          .startsWith("{\"time\":\"2026-01-02T03:04:05.006Z\"")
          .endsWith("}")
          .doesNotContain("page=2");
    }
  }

  @Test
  void whoLeftHearsNothingAndTheNextOneDoes() throws Exception {
    try (var log = AccessLog.open(new AccessLog.Options(false, true, null))) {
      var first = log.listen(_ -> true, listener(false));
      first.close();
      first.close();
      log.log(Outcomes.answered(200));
      try (var _ = log.listen(_ -> true, listener(false))) {
        log.log(Outcomes.answered(201));
        await().until(() -> lines.size() == 1);
        assertThat(lines.getFirst()).contains("\"status\":201");
      }
    }
  }

  @Test
  void whatThereIsNoRoomForIsCountedAndHoldsNobodyUp() throws Exception {
    try (var log = AccessLog.open(new AccessLog.Options(false, true, null));
        var _ = log.listen(_ -> true, listener(true))) {
      log.log(Outcomes.complete());
      await().until(() -> lines.size() == 1);
      for (int i = 0; i < AccessTap.MAX_WAITING + 5; i++) {
        log.log(Outcomes.complete());
      }
      stuck.countDown();
      await().until(() -> missed.get() == 5);
      await().until(() -> lines.size() == 1 + AccessTap.MAX_WAITING);
    }
  }

  @Test
  void longValuesFillTheRoomEarlier() throws Exception {
    try (var log = AccessLog.open(new AccessLog.Options(false, true, null));
        var _ = log.listen(_ -> true, listener(true))) {
      log.log(Outcomes.complete());
      await().until(() -> lines.size() == 1);
      for (int i = 0; i < 20; i++) {
        Outcome outcome = Outcomes.answered(200);
        outcome.rawQuery = "q".repeat(AccessTap.MAX_CHARS / 10);
        log.log(outcome);
      }
      stuck.countDown();
      await().until(() -> missed.get() == 11);
    }
  }
}
