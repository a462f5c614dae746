package dev.figleaf.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.telemetry.CacheMeters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What all caches hold together. */
class CacheMemoryTest {
  private static final int MOST = 200_000;
  private static final int BODY = 10_000;

  private final CacheMemory memory = new CacheMemory(MOST);
  private final RouteCache shop = cache("shop");
  private final RouteCache home = cache("home");

  CacheMemoryTest() {
    memory.share(List.of(shop, home));
  }

  private RouteCache cache(String route) {
    return new RouteCache(route, Scene.spec(30, 0, 0), CacheMeters.NONE, memory);
  }

  private static CacheKey key(int number) {
    return new CacheKey("http://shop", "/" + number);
  }

  private static StoredAnswer answer(RouteCache cache, int body) {
    long now = cache.now();
    var storing = cache.policy().storing(Scene.get(), 200, Scene.headers(), now, now);
    return ((Storing.Kept) storing).head().with(new byte[body]);
  }

  private static void fill(RouteCache cache, int from, int to) {
    for (int i = from; i < to; i++) {
      cache.keep(key(i), answer(cache, BODY), cache.epoch(key(i)));
    }
  }

  private static long hits(RouteCache cache, int from, int to) {
    long hits = 0;
    for (int i = from; i < to; i++) {
      hits += cache.look(key(i), Scene.get()) instanceof Lookup.Hit ? 1 : 0;
    }
    return hits;
  }

  @Test
  void isBoundedWhateverEachOfThemMayHold() {
    fill(shop, 0, 100);
    assertThat(memory.held()).isBetween((long) MOST - 2 * BODY, (long) MOST);
    assertThat(shop.figures().bytes()).isEqualTo(memory.held());
    assertThat(hits(shop, 99, 100)).isOne();
  }

  @Test
  void whoKeepsTheMostMakesRoomForTheOthers() {
    fill(shop, 0, 100);
    fill(home, 0, 5);
    assertThat(hits(home, 0, 5)).isEqualTo(5);
    assertThat(memory.held()).isLessThanOrEqualTo(MOST);
  }

  @Test
  void nobodyIsPushedBelowAnEqualShare() {
    fill(shop, 0, 100);
    fill(home, 0, 1_000);
    assertThat(shop.bytes()).isGreaterThan(MOST / 2 - 2 * BODY);
    assertThat(home.bytes()).isGreaterThan(MOST / 2 - 2 * BODY);
    assertThat(memory.held()).isLessThanOrEqualTo(MOST);
  }

  @Test
  void whatIsOnItsWayMakesRoomForItselfUpToHalfOfAll() {
    fill(shop, 0, 100);
    ByteBuf piece = Unpooled.wrappedBuffer(new byte[20_000]);
    List<Capture> captures =
        List.of(1, 2, 3, 4, 5, 6).stream().map(_ -> new Capture(home, answer(home, 0))).toList();

    assertThat(captures.stream().filter(one -> one.add(piece)).count()).isEqualTo(5);
    assertThat(memory.held()).isLessThanOrEqualTo(MOST);
    assertThat(shop.bytes()).isBetween((long) MOST / 2 - 2 * BODY, (long) MOST / 2);
    captures.forEach(Capture::giveUp);
    assertThat(memory.held()).isEqualTo(shop.bytes());
  }

  @Test
  void aBodyOfKnownLengthHasItsRoomBeforeItComes() {
    var capture = new Capture(home, answer(home, 0));
    assertThat(capture.expect(60_000)).isTrue();
    assertThat(memory.held()).isEqualTo(60_000);
    assertThat(new Capture(home, answer(home, 0)).expect(60_000)).isFalse();
    assertThat(new Capture(home, answer(home, 0)).expect(65_537)).isFalse();
    capture.giveUp();
    assertThat(memory.held()).isZero();
  }

  @Test
  void whatGoesIsCountedHoweverItGoes() {
    var small = new RouteCache("small", Scene.spec(30, 0, 0), CacheMeters.NONE, memory);
    fill(small, 0, 10);
    small.drop(key(0), answerOf(small, 0));
    small.invalidate(key(1));
    small.purge("/2"::equals);
    fill(small, 3, 10);
    assertThat(small.figures().addresses()).isEqualTo(7);
    assertThat(small.bytes()).isBetween(7L * BODY, 7L * (BODY + 1_000));
    small.close();
    assertThat(memory.held()).isZero();
  }

  private static StoredAnswer answerOf(RouteCache cache, int number) {
    return ((Lookup.Hit) cache.look(key(number), Scene.get())).answer();
  }

  @Test
  void whatIsClosedKeepsNothingAnyMore() {
    fill(shop, 0, 3);
    shop.close();
    fill(shop, 0, 3);
    assertThat(hits(shop, 0, 3)).isZero();
    assertThat(memory.held()).isZero();
  }

  @Test
  void theCountIsRightWhoeverChangesItAtTheSameTime() throws Exception {
    var threads =
        List.of(1, 2, 3, 4).stream()
            .map(seed -> Thread.ofPlatform().start(() -> change(new Random(seed), seed % 2 == 0)))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(memory.held()).isEqualTo(shop.bytes() + home.bytes()).isLessThanOrEqualTo(MOST);
    shop.purge(_ -> true);
    home.purge(_ -> true);
    assertThat(memory.held()).isZero();
  }

  private void change(Random random, boolean even) {
    for (int i = 0; i < 5_000; i++) {
      RouteCache cache = even == (i % 3 == 0) ? shop : home;
      CacheKey key = key(random.nextInt(30));
      switch (random.nextInt(8)) {
        case 0 -> cache.invalidate(key);
        case 1 -> cache.purge(key.target()::equals);
        default -> cache.keep(key, answer(cache, random.nextInt(40_000)), cache.epoch(key));
      }
    }
  }
}
