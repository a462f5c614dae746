package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.upstream.UpstreamGuard.Call;
import dev.figleaf.rules.BreakerSpec;
import dev.figleaf.rules.BulkheadSpec;
import dev.figleaf.rules.Percentage;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets leave to call an upstream, and what becomes of it. */
@Timeout(30)
class UpstreamGuardTest {
  private static final BreakerSpec TOUCHY =
      new BreakerSpec(
          true,
          new Percentage(50_000),
          1,
          Duration.ofSeconds(10),
          Duration.ofMillis(1_500),
          Duration.ofSeconds(30),
          1,
          null,
          null,
          List.of());

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(4));
  private final ManualClock clock = new ManualClock();
  private final ConcurrentLinkedQueue<Visitor> admitted = new ConcurrentLinkedQueue<>();
  private final Loop loop = loop(0);

  private Loop loop(int index) {
    Context context = ((VertxInternal) vertx).createEventLoopContext();
    var made = new CompletableFuture<Loop>();
    context.runOnContext(
        _ -> made.complete(new Loop(index, vertx, context, new BodyRate(0, 1_000_000_000L))));
    return made.join();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  /** Remembers what it was told. */
  private final class Visitor implements UpstreamGuard.Visitor {
    final Loop home;
    volatile boolean waiting = true;
    volatile @Nullable Permit permit;
    volatile @Nullable ForwardError error;
    volatile long retryAfterMillis;
    volatile boolean atHome;

    Visitor(Loop home) {
      this.home = home;
    }

    @Override
    public void admitted(Permit given) {
      waiting = false;
      atHome = home.isCurrent();
      permit = given;
      admitted.add(this);
    }

    @Override
    public void turnedAway(ForwardError why, long millis) {
      waiting = false;
      retryAfterMillis = millis;
      error = why;
    }

    @Override
    public boolean isWaiting() {
      return waiting;
    }

    Permit permit() {
      return Objects.requireNonNull(permit, "not admitted: " + error);
    }
  }

  private UpstreamGuard guard(int concurrent, int queue, BreakerSpec breaker) {
    var limits = new BulkheadSpec(concurrent, queue, 2);
    return new UpstreamGuard("legacy", limits, breaker, clock, ProxyEvents.NOOP.upstream("legacy"));
  }

  private UpstreamGuard guard(int concurrent, int queue) {
    return guard(concurrent, queue, BreakerSpec.NONE);
  }

  private Visitor visit(UpstreamGuard guard, Call call, Loop home) {
    var visitor = new Visitor(home);
    guard.enter(home, call, visitor);
    return visitor;
  }

  private Visitor visit(UpstreamGuard guard) {
    return visit(guard, Call.REQUEST, loop);
  }

  private static int inFlight(UpstreamGuard guard) {
    return guard.state().bulkhead().inFlight();
  }

  @Test
  void turnsAwayAtOnceWhoFindsTheBulkheadFull() {
    var guard = guard(1, 0);
    visit(guard).permit();
    Visitor second = visit(guard);
    assertThat(second.error).isEqualTo(ForwardError.BULKHEAD_FULL);
    assertThat(second.retryAfterMillis).isEqualTo(1_000);
  }

  @Test
  void everyEndGivesThePermitBackOnce() {
    var guard = guard(3, 0);
    List<Permit> permits =
        List.of(visit(guard).permit(), visit(guard).permit(), visit(guard).permit());
    permits.get(0).succeeded(200, 1);
    permits.get(1).failed(ForwardError.UPSTREAM_RESET, 1);
    permits.get(2).cancelled();
    assertThat(inFlight(guard)).isZero();

    permits.forEach(Permit::cancelled);
    permits.forEach(permit -> permit.succeeded(200, 1));
    visit(guard).permit();
    assertThat(inFlight(guard)).isEqualTo(1);
  }

  @Test
  void tunnelsAreCountedApartAndNeverWait() {
    var guard = guard(1, 5);
    visit(guard).permit();
    visit(guard, Call.TUNNEL, loop).permit();
    Visitor second = visit(guard, Call.TUNNEL, loop);
    second.permit();
    assertThat(visit(guard, Call.TUNNEL, loop).error).isEqualTo(ForwardError.BULKHEAD_FULL);
    second.permit().succeeded(101, 1);
    visit(guard, Call.TUNNEL, loop).permit();
    assertThat(guard.state().bulkhead().tunnels()).isEqualTo(2);
    assertThat(inFlight(guard)).isEqualTo(1);
  }

  @Test
  void whoWaitsIsLetInOnItsOwnLoopAndInOrder() {
    var guard = guard(1, 3);
    Visitor first = visit(guard);
    List<Visitor> waiting =
        List.of(
            visit(guard, Call.REQUEST, loop(1)),
            visit(guard, Call.REQUEST, loop(2)),
            visit(guard, Call.REQUEST, loop(3)));
    assertThat(guard.state().bulkhead().waiting()).isEqualTo(3);

    first.permit().succeeded(200, 1);
    for (Visitor next : waiting) {
      await().until(() -> next.permit != null);
      assertThat(next.atHome).isTrue();
      assertThat(inFlight(guard)).isEqualTo(1);
      next.permit().succeeded(200, 1);
    }
    assertThat(admitted).startsWith(first).endsWith(waiting.toArray(Visitor[]::new));
    assertThat(inFlight(guard)).isZero();
  }

  @Test
  void whoComesLaterDoesNotOvertakeWhoWaits() {
    var guard = guard(1, 3);
    Visitor first = visit(guard);
    var held = new CountDownLatch(1);
    Loop busy = loop(1);
    busy.execute(() -> awaitQuietly(held));
    Visitor waiting = visit(guard, Call.REQUEST, busy);
    first.permit().cancelled();
    Visitor late = visit(guard);
    assertThat(late.permit).isNull();
    held.countDown();
    await().until(() -> waiting.permit != null);
    assertThat(late.permit).isNull();
    waiting.permit().cancelled();
    await().until(() -> late.permit != null);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFullLineTurnsAwayAndWhoLeftItMakesRoom() {
    var guard = guard(1, 1);
    visit(guard).permit();
    Visitor waiting = visit(guard);
    waiting.waiting = false;
    Visitor next = visit(guard);
    assertThat(next.error).isNull();
    assertThat(visit(guard).error).isEqualTo(ForwardError.BULKHEAD_FULL);
  }

  @Test
  void whoWaitsNoMoreIsPassedOver() {
    var guard = guard(1, 2);
    Visitor first = visit(guard);
    Visitor gone = visit(guard);
    Visitor next = visit(guard);
    gone.waiting = false;
    first.permit().cancelled();
    await().until(() -> next.permit != null);
    assertThat(gone.permit).isNull();
    assertThat(inFlight(guard)).isEqualTo(1);
  }

  @Test
  void noPermitIsLostOrDoubledHoweverManyLoopsComeAndGo() throws Exception {
    var guard = guard(4, 64);
    var most = new AtomicInteger();
    var inside = new AtomicInteger();
    var ended = new CountDownLatch(4 * 5_000);
    for (int i = 1; i <= 4; i++) {
      Loop home = loop(i);
      for (int n = 0; n < 5_000; n++) {
        int kind = n % 3;
        var visitor = new Brief(home, kind, inside, most, ended);
        home.execute(() -> guard.enter(home, Call.REQUEST, visitor));
      }
    }
    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    await().until(() -> inFlight(guard) == 0 && guard.state().bulkhead().waiting() == 0);
    assertThat(most.get()).isEqualTo(4);
    var all = new ArrayList<Visitor>();
    for (int i = 0; i < 4; i++) {
      all.add(visit(guard));
    }
    assertThat(all).allSatisfy(visitor -> visitor.permit());
  }

  /** Ends what it gets in the next turn of its loop, in one of three ways. */
  private record Brief(
      Loop home, int kind, AtomicInteger inside, AtomicInteger most, CountDownLatch ended)
      implements UpstreamGuard.Visitor {
    @Override
    public void admitted(Permit permit) {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      home.execute(() -> end(permit));
    }

    private void end(Permit permit) {
      inside.decrementAndGet();
      switch (kind) {
        case 0 -> permit.succeeded(200, 1);
        case 1 -> permit.failed(ForwardError.CLIENT_GONE, 1);
        default -> permit.cancelled();
      }
      ended.countDown();
    }

    @Override
    public void turnedAway(ForwardError error, long retryAfterMillis) {
      ended.countDown();
    }

    @Override
    public boolean isWaiting() {
      return true;
    }
  }

  @Test
  void anOpenBreakerRefusesAndGivesThePlaceInTheBulkheadBack() {
    var guard = guard(1, 0, TOUCHY);
    visit(guard).permit().failed(ForwardError.UPSTREAM_RESET, 1);
    Visitor refused = visit(guard);
    assertThat(refused.error).isEqualTo(ForwardError.BREAKER_OPEN);
    assertThat(refused.retryAfterMillis).isEqualTo(1_500);
    assertThat(inFlight(guard)).isZero();
    assertThat(guard.state().breaker().state()).isEqualTo("open");
  }

  @Test
  void onlyWhatIsTheUpstreamsFaultOpensTheBreaker() {
    for (ForwardError error : ForwardError.values()) {
      var guard = guard(1, 0, TOUCHY);
      visit(guard).permit().failed(error, 1);
      assertThat(guard.state().breaker().state())
          .as(error.code())
          .isEqualTo(error.isUpstreamsFault() ? "open" : "closed");
    }
  }

  @Test
  void aProbeHasSaidAllWithTheHeadOfItsAnswer() {
    var guard = guard(5, 0, TOUCHY);
    visit(guard).permit().failed(ForwardError.UPSTREAM_RESET, 1);
    clock.pass(Duration.ofMillis(1_501));
    Permit probe = visit(guard).permit();
    assertThat(visit(guard).error).isEqualTo(ForwardError.BREAKER_OPEN);
    probe.answered(200, 1);
    assertThat(guard.state().breaker().state()).isEqualTo("closed");
    visit(guard).permit();
    probe.failed(ForwardError.UPSTREAM_IDLE, 1);
    assertThat(guard.state().breaker().state()).isEqualTo("closed");
    assertThat(inFlight(guard)).isEqualTo(1);
  }

  @Test
  void aClientThatLeavesAProbeMakesRoomForAnother() {
    var guard = guard(5, 0, TOUCHY);
    visit(guard).permit().failed(ForwardError.CONNECT_FAILED, 1);
    clock.pass(Duration.ofMillis(1_501));
    visit(guard).permit().cancelled();
    visit(guard).permit().succeeded(200, 1);
    assertThat(guard.state().breaker().state()).isEqualTo("closed");
  }

  @Test
  void aBreakerThatIsOffCountsNothing() {
    var off = new BreakerSpec(false, null, null, null, null, null, null, null, null, List.of());
    var guard = guard(5, 0, off);
    for (int i = 0; i < 100; i++) {
      visit(guard).permit().failed(ForwardError.CONNECT_FAILED, 1);
    }
    visit(guard).permit();
    assertThat(guard.state().breaker().state()).isEqualTo("disabled");
  }

  @Test
  void aNewLimitLeavesTheBreakerAndWhatIsInFlight() {
    var guard = guard(2, 0, TOUCHY);
    visit(guard).permit();
    visit(guard).permit().failed(ForwardError.CONNECT_FAILED, 1);
    guard.apply(new BulkheadSpec(1, 0, 2), TOUCHY);
    assertThat(guard.state().breaker().state()).isEqualTo("open");
    assertThat(inFlight(guard)).isEqualTo(1);
    assertThat(visit(guard).error).isEqualTo(ForwardError.BULKHEAD_FULL);
  }

  @Test
  void aHigherLimitLetsInWhoWaits() {
    var guard = guard(1, 1);
    visit(guard).permit();
    Visitor waiting = visit(guard);
    guard.apply(new BulkheadSpec(2, 1, 2), BreakerSpec.NONE);
    await().until(() -> waiting.permit != null);
  }

  @Test
  void aNewSpecOfTheBreakerBeginsClosed() {
    var guard = guard(2, 0, TOUCHY);
    visit(guard).permit().failed(ForwardError.CONNECT_FAILED, 1);
    guard.apply(new BulkheadSpec(2, 0, 2), BreakerSpec.NONE);
    visit(guard).permit().succeeded(200, 1);
    assertThat(guard.state().breaker().state()).isEqualTo("closed");
  }
}
