package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.rules.BreakerSpec;
import dev.figleaf.rules.BulkheadSpec;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a call through a guard allocates, after warm-up. */
class GuardAllocationTest {
  private static final int CALLS = 100_000;

  /** The compiler takes its time, more of it on a busy machine. */
  private static final int ROUNDS = 20;

  /** The permit, and what is left of Resilience4j's own where the compiler does not remove it. */
  private static final long MOST_BYTES = 256;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final class Caller implements UpstreamGuard.Visitor {
    private @Nullable Permit permit;

    @Override
    public void admitted(Permit given) {
      permit = given;
    }

    @Override
    public void turnedAway(ForwardError error, long retryAfterMillis) {
      throw new AssertionError("turned away: " + error);
    }

    @Override
    public boolean isWaiting() {
      return true;
    }

    void call(UpstreamGuard guard, Loop loop) {
      guard.enter(loop, UpstreamGuard.Call.REQUEST, this);
      if (permit != null) {
        permit.answered(200, 1_000_000);
        permit.succeeded(200, 1_000_000);
      }
    }
  }

  @Test
  void aCallAllocatesLittleMoreThanItsPermit() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Context context = ((VertxInternal) vertx).createEventLoopContext();
      var bytes = new CompletableFuture<Long>();
      context.runOnContext(
          _ -> bytes.complete(measure(new Loop(0, vertx, context, new BodyRate(0, 1)))));
      assertThat(bytes.get(60, TimeUnit.SECONDS)).as("bytes of a call").isBetween(1L, MOST_BYTES);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static long measure(Loop loop) {
    var guard =
        new UpstreamGuard(
            "legacy",
            BulkheadSpec.NONE,
            BreakerSpec.NONE,
            new SteadyClock(),
            ProxyEvents.NOOP.upstream("legacy"));
    var caller = new Caller();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      call(CALLS, caller, guard, loop);
      least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS);
    }
    return least;
  }

  private static void call(int times, Caller caller, UpstreamGuard guard, Loop loop) {
    for (int i = 0; i < times; i++) {
      caller.call(guard, loop);
    }
  }
}
