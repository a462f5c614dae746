package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.figleaf.rules.BalanceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Which endpoint gets how much. */
class BalancerPropertiesTest {
  private static final int CHOICES = 20_000;

  private static final String HASH = "hash: \"header:X\"";

  // --- all of them

  @Property(tries = 20)
  void whoHasNothingInFlightGetsItsShareOfAnyBalance(
      @ForAll @IntRange(min = 1, max = 12) int endpoints, @ForAll long seed) {
    try (var set = SetUnderTest.of(endpoints, "")) {
      for (BalanceSpec balance :
          List.of(
              new BalanceSpec.LeastRequests(),
              new BalanceSpec.RoundRobin(),
              new BalanceSpec.Random(),
              hash())) {
        Map<Endpoint, Integer> got = choose(balance, set, seed);
        double fair = (double) CHOICES / endpoints;
        assertThat(got).as("%s", balance).hasSize(endpoints);
        assertThat(got.values())
            .as("%s", balance)
            .allSatisfy(count -> assertThat((double) count).isCloseTo(fair, within(fair * 0.25)));
      }
    }
  }

  @Property(tries = 20)
  void whatWasTriedIsChosenOnlyWhereThereIsNoOther(
      @ForAll @IntRange(min = 2, max = 6) int endpoints, @ForAll long seed) {
    try (var set = SetUnderTest.of(endpoints, "")) {
      var caller = new ScriptedCaller(seed, set.time);
      for (BalanceSpec balance :
          List.of(
              new BalanceSpec.LeastRequests(),
              new BalanceSpec.RoundRobin(),
              new BalanceSpec.Random(),
              hash())) {
        Balancer balancer = Balancer.of(balance, 1);
        var tried = new ArrayList<Endpoint>();
        for (int i = 0; i < endpoints; i++) {
          Endpoint next =
              Objects.requireNonNull(balancer.choose(set.members(), caller, seed, tried));
          assertThat(tried).as("%s", balance).doesNotContain(next);
          tried.add(next);
        }
        assertThat(balancer.choose(set.members(), caller, seed, tried)).isIn(tried);
      }
    }
  }

  // --- least requests

  @Property(tries = 20)
  void ofTwoTheLessBusyOneIsAlwaysChosen(@ForAll long seed, @ForAll @IntRange(max = 50) int busy) {
    try (var set = SetUnderTest.of(2, "")) {
      var caller = new ScriptedCaller(seed, set.time);
      caller.add(set.endpoint(1), busy + 1);
      caller.add(set.endpoint(2), busy);
      assertThat(counted(new BalanceSpec.LeastRequests(), set, caller, 100))
          .containsOnlyKeys(set.endpoint(2));
    }
  }

  @Property(tries = 10)
  void requestsThatNeverEndAreSpreadEvenly(
      @ForAll @IntRange(min = 2, max = 10) int endpoints, @ForAll long seed) {
    try (var set = SetUnderTest.of(endpoints, "")) {
      var caller = new ScriptedCaller(seed, set.time);
      Balancer balancer = Balancer.of(new BalanceSpec.LeastRequests(), 1);
      for (int i = 0; i < 1_000; i++) {
        caller.add(Objects.requireNonNull(balancer.choose(set.members(), caller, 0, List.of())), 1);
      }
      int fewest = set.members().all().stream().mapToInt(caller::load).min().orElseThrow();
      int most = set.members().all().stream().mapToInt(caller::load).max().orElseThrow();
      assertThat(most - fewest).isLessThan(10);
    }
  }

  // --- slow start

  @Property(tries = 10)
  void whoCameBackGetsAGrowingShare(@ForAll long seed, @ForAll @IntRange(max = 9) int seconds) {
    try (var set = SetUnderTest.of(4, "")) {
      set.fail(1, 5);
      set.time.pass(Duration.ofSeconds(30));
      set.set().tick();
      set.time.pass(Duration.ofSeconds(seconds));
      double share = 0.1 + 0.09 * seconds;
      double fair = CHOICES * share / (3 + share);
      for (BalanceSpec balance :
          List.of(new BalanceSpec.RoundRobin(), new BalanceSpec.Random(), hash())) {
        int got = choose(balance, set, seed).getOrDefault(set.endpoint(1), 0);
        assertThat((double) got).as("%s", balance).isCloseTo(fair, within(fair * 0.3 + 30));
      }
      int got = choose(new BalanceSpec.LeastRequests(), set, seed).getOrDefault(set.endpoint(1), 0);
      assertThat((double) got).as("least-requests").isBetween(0.5 * fair, 2.2 * fair);
    }
  }

  @Property(tries = 10)
  void whoIsAloneGetsAllThoughItJustCameBack(@ForAll long seed) {
    try (var set = SetUnderTest.of(2, "")) {
      set.fail(1, 5);
      set.time.pass(Duration.ofSeconds(30));
      set.set().tick();
      set.fail(2, 5);
      assertThat(choose(new BalanceSpec.Random(), set, seed)).containsOnlyKeys(set.endpoint(1));
    }
  }

  // --- hash

  @Property(tries = 50)
  void anEndpointThatGoesMovesOnlyItsOwnKeys(
      @ForAll @IntRange(min = 2, max = 10) int endpoints,
      @ForAll @IntRange(min = 1, max = 10) int goes,
      @ForAll long seed) {
    int gone = 1 + goes % endpoints;
    try (var set = SetUnderTest.of(endpoints, "")) {
      Map<Long, Endpoint> before = places(set, seed);
      Endpoint leaver = set.endpoint(gone);
      set.fail(gone, 5);
      Map<Long, Endpoint> after = places(set, seed);
      before.forEach(
          (key, place) -> {
            if (place == leaver) {
              assertThat(after.get(key)).isNotSameAs(leaver);
            } else {
              assertThat(after.get(key)).isSameAs(place);
            }
          });
    }
  }

  @Property(tries = 20)
  void whoComesBackTakesItsKeysBackOneByOne(@ForAll long seed) {
    try (var set = SetUnderTest.of(3, "")) {
      Map<Long, Endpoint> before = places(set, seed);
      Endpoint back = set.endpoint(1);
      set.fail(1, 5);
      set.time.pass(Duration.ofSeconds(30));
      Map<Long, Endpoint> last = Map.of();
      for (int second = 0; second <= 10; second++) {
        set.set().tick();
        Map<Long, Endpoint> now = places(set, seed);
        last.forEach(
            (key, place) -> assertThat(now.get(key) == place || now.get(key) == back).isTrue());
        last = now;
        set.time.pass(Duration.ofSeconds(1));
      }
      assertThat(last).isEqualTo(before);
    }
  }

  @Property(tries = 10)
  void aHashIsTheSameInEveryReplica(@ForAll long seed) {
    try (var one = SetUnderTest.of(5, "");
        var other = SetUnderTest.of(5, "")) {
      assertThat(texts(places(one, seed))).isEqualTo(texts(places(other, seed + 1, seed)));
    }
  }

  private static Map<Long, String> texts(Map<Long, Endpoint> places) {
    var texts = new HashMap<Long, String>();
    places.forEach((key, endpoint) -> texts.put(key, endpoint.toString()));
    return texts;
  }

  private static Map<Long, Endpoint> places(SetUnderTest set, long seed) {
    return places(set, seed, seed);
  }

  private static Map<Long, Endpoint> places(SetUnderTest set, long caller, long keys) {
    Balancer balancer = Balancer.of(hash(), 1);
    var places = new HashMap<Long, Endpoint>();
    var random = new Random(keys);
    LongStream.generate(random::nextLong)
        .limit(300)
        .forEach(
            key ->
                places.put(
                    key,
                    balancer.choose(
                        set.members(), new ScriptedCaller(caller, set.time), key, List.of())));
    return places;
  }

  private static BalanceSpec hash() {
    return SetUnderTest.spec("url: \"http://10.0.0.1\", balance: { " + HASH + " }").balance();
  }

  private static Map<Endpoint, Integer> choose(BalanceSpec balance, SetUnderTest set, long seed) {
    return counted(balance, set, new ScriptedCaller(seed, set.time), CHOICES);
  }

  private static Map<Endpoint, Integer> counted(
      BalanceSpec balance, SetUnderTest set, ScriptedCaller caller, int choices) {
    Balancer balancer = Balancer.of(balance, 1);
    var counts = new HashMap<Endpoint, Integer>();
    for (int i = 0; i < choices; i++) {
      Endpoint chosen =
          Objects.requireNonNull(
              balancer.choose(set.members(), caller, caller.random().nextLong(), List.of()));
      counts.merge(chosen, 1, Integer::sum);
    }
    return counts;
  }
}
