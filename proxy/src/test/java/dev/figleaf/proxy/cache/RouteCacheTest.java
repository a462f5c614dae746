package dev.figleaf.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.CacheMeters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a route keeps, and who waits for it. */
class RouteCacheTest {
  private static final CacheKey KEY = new CacheKey("http://shop", "/a");

  private final RouteCache cache =
      new RouteCache(
          "shop",
          Scene.spec(30, 0, 0, "X-Tenant"),
          CacheMeters.NONE,
          new CacheMemory(CacheMemory.USUAL_BYTES));

  private StoredAnswer answer(String... request) {
    Asked asked = Scene.get(request);
    long now = cache.now();
    Storing storing = cache.policy().storing(asked, 200, Scene.headers("Vary: Accept"), now, now);
    return ((Storing.Kept) storing).head().with(new byte[100]);
  }

  private String look(String... request) {
    return Scene.word(cache.look(KEY, Scene.get(request)));
  }

  @Test
  void whatIsThrownAwayBeforeItCameIsNotKept() {
    long epoch = cache.epoch(KEY);
    cache.invalidate(KEY);
    assertThat(cache.keep(KEY, answer(), epoch)).isFalse();
    assertThat(look()).isEqualTo("miss uri-miss");

    long later = cache.epoch(KEY);
    cache.purge("/other"::equals);
    assertThat(cache.keep(KEY, answer(), later)).isFalse();
    assertThat(cache.keep(KEY, answer(), cache.epoch(KEY))).isTrue();
    assertThat(look()).isEqualTo("hit");
  }

  @Test
  void aPurgeCountsTheAnswersOfPathsWhateverTheirQuery() {
    for (String target : List.of("/a", "/a?x=1", "/ab", "/a/b")) {
      cache.keep(new CacheKey("http://shop", target), answer(), cache.epoch(KEY));
    }
    cache.keep(KEY, answer("Accept: text/html"), cache.epoch(KEY));

    assertThat(cache.purge("/a"::equals)).isEqualTo(3);
    assertThat(cache.figures().addresses()).isEqualTo(2);
  }

  @Test
  void keepsOneAnswerForEachKindOfRequestAndNotWithoutEnd() {
    for (int i = 0; i < 100; i++) {
      cache.keep(KEY, answer("Accept: " + i), cache.epoch(KEY));
    }
    cache.keep(KEY, answer("Accept: 99"), cache.epoch(KEY));

    assertThat(look("Accept: 99")).isEqualTo("hit");
    assertThat(look("Accept: 68")).isEqualTo("hit");
    assertThat(look("Accept: 67")).isEqualTo("miss vary-miss");
    assertThat(look("Accept: 99", "X-Tenant: b")).isEqualTo("miss vary-miss");
  }

  @Test
  void whatIsOnItsWayIsBoundedToo() {
    var captures = new ArrayList<Capture>();
    ByteBuf piece = Unpooled.wrappedBuffer(new byte[60_000]);
    int taken = 0;
    for (int i = 0; i < 40; i++) {
      var capture = new Capture(cache, answer());
      taken += capture.add(piece) ? 1 : 0;
      captures.add(capture);
    }
    assertThat(taken).isEqualTo(1_048_576 / 60_000);
    captures.forEach(Capture::giveUp);
    assertThat(new Capture(cache, answer()).add(piece)).isTrue();
  }

  @Test
  void aBodyIsTakenInWholeOrNotAtAll() {
    var capture = new Capture(cache, answer());
    assertThat(capture.add(Unpooled.copiedBuffer(new byte[] {1, 2, 3}))).isTrue();
    assertThat(capture.add(Unpooled.copiedBuffer(new byte[] {4}))).isTrue();
    assertThat(Objects.requireNonNull(capture.end()).body()).containsExactly(1, 2, 3, 4);

    var long_ = new Capture(cache, answer());
    long_.add(Unpooled.wrappedBuffer(new byte[65_536]));
    assertThat(long_.add(Unpooled.wrappedBuffer(new byte[1]))).isFalse();
    assertThat(long_.end()).isNull();
  }

  private RouteCache.Joined join(String... request) {
    HeaderList headers = Scene.headers(request);
    return cache.join(KEY, "legacy", headers);
  }

  @Test
  void oneLeadsForEachSideAndTenantAndTheOthersFollow() {
    assertThat(join()).isInstanceOf(RouteCache.Joined.Leads.class);
    assertThat(join()).isInstanceOf(RouteCache.Joined.Follows.class);
    assertThat(join("Accept: x")).isInstanceOf(RouteCache.Joined.Follows.class);
    assertThat(join("X-Tenant: b")).isInstanceOf(RouteCache.Joined.Leads.class);
    assertThat(cache.join(KEY, "catalog", Scene.headers()))
        .isInstanceOf(RouteCache.Joined.Leads.class);
  }

  @Test
  void afterAFlightInVainNobodyWaits() {
    cache.land(((RouteCache.Joined.Leads) join()).flight(), true);
    assertThat(join()).isInstanceOf(RouteCache.Joined.Alone.class);
    assertThat(join("X-Tenant: b")).isInstanceOf(RouteCache.Joined.Leads.class);
  }

  @Test
  void whoWaitsIsToldOnceInOrderAndNotMoreThanABound() {
    Flight flight = ((RouteCache.Joined.Leads) join()).flight();
    assertThat(flight.isAwaited()).isFalse();
    var told = new ArrayList<Integer>();
    for (int i = 0; i < Flight.MOST; i++) {
      int number = i;
      assertThat(flight.await(() -> told.add(number))).isTrue();
    }
    assertThat(flight.await(() -> told.add(-1))).isFalse();
    assertThat(flight.isAwaited()).isTrue();

    cache.land(flight, false);
    cache.land(flight, false);

    assertThat(told).hasSize(Flight.MOST).isSorted();
    assertThat(flight.await(() -> told.add(-1))).isFalse();
    assertThat(flight.isAwaited()).isFalse();
    assertThat(join()).isInstanceOf(RouteCache.Joined.Leads.class);
  }

  @Test
  void nobodyIsForgottenWhoComesWhileItLands() throws Exception {
    for (int round = 0; round < 200; round++) {
      Flight flight = ((RouteCache.Joined.Leads) join()).flight();
      var told = new AtomicInteger();
      var waits = new AtomicInteger();
      var start = new CountDownLatch(1);
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 4; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      awaitStart(start);
                      if (flight.await(told::incrementAndGet)) {
                        waits.incrementAndGet();
                      }
                    }));
      }
      start.countDown();
      cache.land(flight, false);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(told).hasValue(waits.get());
    }
  }

  private static void awaitStart(CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
