package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.telemetry.HealthResult;
import dev.figleaf.proxy.upstream.EndpointState.Condition;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who of an upstream's endpoints gets requests. */
class EndpointSetTest {
  private static final String ASKED = "health: /healthz";

  // --- ejection

  @Test
  void fiveFailuresInARowTakeAnEndpointOut() {
    try (var set = SetUnderTest.of(3, "")) {
      set.fail(2, 4);
      assertThat(set.members().chosen()).hasSize(3);
      set.fail(2, 1);
      assertThat(set.chosen()).containsExactly("10.0.0.1:8080", "10.0.0.3:8080");
    }
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,1", "3,1", "4,2", "5,2", "10,5"})
  void atMostHalfOfThemAreOut(int endpoints, int out) {
    try (var set = SetUnderTest.of(endpoints, "")) {
      for (int i = 1; i <= endpoints; i++) {
        set.fail(i, 50);
      }
      assertThat(set.members().count(Condition.EJECTED)).isEqualTo(out);
      assertThat(set.members().chosen()).hasSize(endpoints - out);
    }
  }

  @Test
  void evenWhereAllMayBeOutTheLastOneStays() {
    try (var set = SetUnderTest.of(3, "ejection: { at-most: 100% }")) {
      set.fail(1, 50);
      set.fail(2, 50);
      set.fail(3, 50);
      assertThat(set.chosen()).containsExactly("10.0.0.3:8080");
    }
  }

  @Test
  void nobodyGoesWhereNobodyMay() {
    try (var set = SetUnderTest.of(3, "ejection: { at-most: 0% }")) {
      set.fail(1, 50);
      assertThat(set.members().chosen()).hasSize(3);
    }
  }

  @Test
  void aDrainedEndpointIsNotChosenNotEvenForWhatFailedElsewhere() {
    try (var set = SetUnderTest.of(2, "")) {
      assertThat(set.set().order(EndpointOrder.DRAIN, "10.0.0.1:8080"))
          .isEqualTo(EndpointOrder.Result.DONE);
      assertThat(set.chosen()).containsExactly("10.0.0.2:8080");
      assertThat(set.members().untried(List.of(set.endpoint(2)))).isEmpty();
      assertThat(set.set().states().getFirst().drained()).isTrue();
    }
  }

  @Test
  void aDrainedEndpointStaysSoOverAReload() {
    try (var set = SetUnderTest.of(3, "")) {
      set.set().order(EndpointOrder.DRAIN, "10.0.0.1:8080");
      set.reload("endpoints: " + SetUnderTest.urls(2));
      assertThat(set.chosen()).containsExactly("10.0.0.2:8080");
      set.set().order(EndpointOrder.RESTORE, "10.0.0.1:8080");
      assertThat(set.members().chosen()).hasSize(2);
    }
  }

  @Test
  void theLastEndpointThatIsNotDrainedIsNotDrained() {
    try (var set = SetUnderTest.of(2, "")) {
      set.set().order(EndpointOrder.DRAIN, "10.0.0.1:8080");
      assertThat(set.set().order(EndpointOrder.DRAIN, "10.0.0.2:8080"))
          .isEqualTo(EndpointOrder.Result.LAST);
      assertThat(set.chosen()).containsExactly("10.0.0.2:8080");
    }
  }

  @Test
  void noneGoesForItsFailuresWhereAllOthersAreDrained() {
    try (var set = SetUnderTest.of(2, "")) {
      set.set().order(EndpointOrder.DRAIN, "10.0.0.1:8080");
      set.fail(2, 50);
      assertThat(set.chosen()).containsExactly("10.0.0.2:8080");
      assertThat(set.set().states().get(1).ejectedUntil()).isNull();
    }
  }

  @Test
  void anOperatorEjectsAnEndpointAndBringsItBackAtOnce() {
    try (var set = SetUnderTest.of(2, "")) {
      set.set().order(EndpointOrder.EJECT, "10.0.0.1:8080");
      assertThat(set.chosen()).containsExactly("10.0.0.2:8080");
      set.set().order(EndpointOrder.RESTORE, "10.0.0.1:8080");
      assertThat(set.members().chosen()).hasSize(2);
    }
  }

  @Test
  void anEndpointThatNobodyKnowsIsToldNothing() {
    try (var set = SetUnderTest.of(2, "")) {
      assertThat(set.set().order(EndpointOrder.DRAIN, "10.0.0.9:8080"))
          .isEqualTo(EndpointOrder.Result.UNKNOWN);
    }
  }

  @Test
  void theLastThatIsWellStaysThoughOthersAreThere() {
    try (var set = SetUnderTest.of(2, ASKED)) {
      set.answer(1, HealthResult.FAILED, HealthResult.FAILED, HealthResult.FAILED);
      set.fail(2, 50);
      assertThat(set.chosen()).containsExactly("10.0.0.2:8080");
    }
  }

  @Test
  void whatFailedGoesToOneThatIsOutButToNoneThatIsUnhealthy() {
    try (var set = SetUnderTest.of(3, ASKED)) {
      set.answer(1, HealthResult.FAILED, HealthResult.FAILED, HealthResult.FAILED);
      set.fail(2, 5);
      Endpoint out = set.endpoint(2);
      Endpoint well = set.endpoint(3);
      assertThat(set.members().untried(List.of(well))).containsExactly(out);
      assertThat(set.members().untried(List.of(well, out))).isEmpty();
    }
  }

  @Test
  void whoIsOutServesWhenAllOthersAreUnhealthy() {
    try (var set = SetUnderTest.of(2, ASKED)) {
      set.fail(1, 5);
      set.answer(2, HealthResult.FAILED, HealthResult.FAILED, HealthResult.FAILED);
      assertThat(set.chosen()).containsExactly("10.0.0.1:8080");
    }
  }

  @Test
  void itComesBackAfterItsTime() {
    try (var set = SetUnderTest.of(2, "")) {
      set.fail(1, 5);
      set.time.pass(Duration.ofSeconds(29));
      set.set().tick();
      assertThat(set.members().chosen()).hasSize(1);
      set.time.pass(Duration.ofSeconds(1));
      set.set().tick();
      assertThat(set.members().chosen()).hasSize(2);
      assertThat(set.members().hasReturning()).isTrue();
      set.time.pass(Duration.ofSeconds(10));
      set.set().tick();
      assertThat(set.members().hasReturning()).isFalse();
    }
  }

  @Test
  void whatIsSeenOfItIsTold() {
    try (var set = SetUnderTest.of(2, "")) {
      set.fail(1, 5);
      set.fail(2, 3);
      EndpointState out = set.set().states().getFirst();
      EndpointState in = set.set().states().getLast();
      assertThat(out.address()).isEqualTo("10.0.0.1:8080");
      assertThat(out.condition()).isEqualTo(Condition.EJECTED);
      assertThat(out.ejectedUntil()).isEqualTo(set.time.instant().plusSeconds(30));
      assertThat(in.condition()).isEqualTo(Condition.WELL);
      assertThat(in.consecutiveFailures()).isEqualTo(3);
      assertThat(in.ejectedUntil()).isNull();
      assertThat(set.scrape())
          .contains("figleaf_upstream_ejections_total{upstream=\"shop\"} 1.0")
          .contains("figleaf_upstream_endpoints{state=\"ejected\",upstream=\"shop\"} 1.0")
          .contains("figleaf_upstream_endpoints{state=\"well\",upstream=\"shop\"} 1.0");
    }
  }

  // --- health

  @Test
  void nobodyServesWhenAllAreUnhealthy() {
    try (var set = SetUnderTest.of(1, ASKED)) {
      set.answer(1, HealthResult.STATUS, HealthResult.STATUS, HealthResult.STATUS);
      assertThat(set.chosen()).isEmpty();
      assertThat(set.scrape())
          .contains("figleaf_upstream_health_checks_total{result=\"status\",upstream=\"shop\"} 3.0")
          .contains("figleaf_upstream_endpoints{state=\"unhealthy\",upstream=\"shop\"} 1.0");
    }
  }

  @Test
  void whoIsHealthyAgainBeginsSlowly() {
    try (var set = SetUnderTest.of(2, ASKED)) {
      set.answer(1, HealthResult.FAILED, HealthResult.FAILED, HealthResult.FAILED);
      set.answer(1, HealthResult.PASSED, HealthResult.PASSED);
      assertThat(set.members().chosen()).hasSize(2);
      assertThat(set.set().states().getFirst().share()).isEqualTo(0.1);
      assertThat(set.set().states().getLast().share()).isEqualTo(1);
    }
  }

  // --- names

  @Test
  void aNameIsAnEndpointUntilItsAddressesAreKnown() throws UnknownHostException {
    try (var set = new SetUnderTest("url: \"http://shop.internal:81\"")) {
      assertThat(set.chosen()).containsExactly("shop.internal:81");
      resolved(set, "10.0.0.2", "10.0.0.1");
      assertThat(set.chosen()).containsExactly("10.0.0.1:81", "10.0.0.2:81");
      assertThat(set.members().all())
          .extracting(Endpoint::authority)
          .containsOnly("shop.internal:81");
      assertThat(set.retired).hasSize(1);
    }
  }

  @Test
  void whatWasKnownStaysWhenNothingIsAnswered() throws UnknownHostException {
    try (var set = new SetUnderTest("url: \"http://shop.internal:81\"")) {
      resolved(set, "10.0.0.1", "10.0.0.2");
      resolved(set);
      set.set().names().getFirst().failed();
      set.set().tick();
      assertThat(set.chosen()).containsExactly("10.0.0.1:81", "10.0.0.2:81");
    }
  }

  @Test
  void onlyTheConnectionsOfAddressesThatGoAreClosed() throws UnknownHostException {
    try (var set = new SetUnderTest("url: \"http://shop.internal:81\"")) {
      resolved(set, "10.0.0.1", "10.0.0.2");
      EndpointPools stays = set.endpoint(2).pools();
      EndpointPools goes = set.endpoint(1).pools();
      set.retired.clear();
      set.fail(2, 3);
      resolved(set, "10.0.0.2", "10.0.0.3");
      assertThat(set.retired).containsExactly(goes);
      assertThat(set.endpoint(1).pools()).isSameAs(stays);
      assertThat(set.endpoint(1).standing().failures()).isEqualTo(3);
    }
  }

  @Test
  void ipv6IsInReserveBesideIpv4() throws UnknownHostException {
    try (var set = new SetUnderTest("url: \"http://localhost:81\"")) {
      resolved(set, "::1", "127.0.0.1");
      assertThat(set.chosen()).containsExactly("127.0.0.1:81");
      assertThat(List.of(set.members().reserve()))
          .extracting(Endpoint::toString)
          .containsExactly("[::1]:81");
    }
  }

  @Test
  void aReserveThatNeverServedReplacesNobody() throws UnknownHostException {
    try (var set = new SetUnderTest("url: \"http://localhost:81\"")) {
      resolved(set, "::1", "127.0.0.1");
      set.fail(1, 50);
      assertThat(set.chosen()).containsExactly("127.0.0.1:81");
    }
  }

  @Test
  void aReserveThatServedReplacesWhoFails() throws UnknownHostException {
    try (var set = new SetUnderTest("url: \"http://localhost:81\"")) {
      resolved(set, "::1", "127.0.0.1");
      set.endpoint(2).succeeded();
      set.fail(1, 5);
      assertThat(set.chosen()).containsExactly("[::1]:81");
    }
  }

  @Test
  void ipv6ServesWhereThereIsNothingElse() throws UnknownHostException {
    try (var set = new SetUnderTest("url: \"http://localhost:81\"")) {
      resolved(set, "::1");
      assertThat(set.members().chosen()).hasSize(1);
    }
  }

  @Test
  void anAnswerIsCutToABound() throws UnknownHostException {
    try (var set = new SetUnderTest("url: \"http://shop.internal:81\"")) {
      resolved(
          set,
          Stream.iterate(1, i -> i + 1).limit(200).map(i -> "10.0.1." + i).toArray(String[]::new));
      assertThat(set.members().all()).hasSize(NamedAddress.MOST);
    }
  }

  @Test
  void anAddressThatJoinsOthersWaitsForAGoodAnswer() throws UnknownHostException {
    try (var set = new SetUnderTest("url: \"http://shop.internal:81\", " + ASKED)) {
      resolved(set, "10.0.0.1");
      assertThat(set.chosen()).containsExactly("10.0.0.1:81");
      resolved(set, "10.0.0.1", "10.0.0.2");
      assertThat(set.chosen()).containsExactly("10.0.0.1:81");
      set.answer(2, HealthResult.PASSED);
      assertThat(set.chosen()).containsExactly("10.0.0.1:81", "10.0.0.2:81");
    }
  }

  @Test
  void addressesAreNeverLookedUpAndLocalhostOnce() throws UnknownHostException {
    Duration every = Duration.ofSeconds(30);
    try (var set =
        new SetUnderTest(
            "endpoints: [\"http://10.0.0.1\", \"http://[::1]:81\", \"http://localhost\","
                + " \"http://shop.internal\"]")) {
      List<NamedAddress> names = set.set().names();
      assertThat(names)
          .extracting(name -> name.isDue(0, every))
          .containsExactly(false, false, true, true);
      for (NamedAddress name : names.subList(2, 4)) {
        name.asks(0);
        assertThat(name.isDue(Long.MAX_VALUE, every)).as("while it is asked").isFalse();
        name.answered(List.of(InetAddress.getByName("127.0.0.1")));
      }
      assertThat(names)
          .extracting(name -> name.isDue(every.toNanos() - 1, every))
          .containsOnly(false);
      assertThat(names)
          .extracting(name -> name.isDue(every.toNanos(), every))
          .containsExactly(false, false, false, true);
    }
  }

  // --- reloads

  @Test
  void whatDoesNotConcernThemKeepsThemAltogether() {
    try (var set = SetUnderTest.of(2, "")) {
      EndpointSet before = set.set();
      set.reload(
          "endpoints: %s, timeout: { response: 3s }, breaker: { open-for: 9s }, balance: random"
              .formatted(SetUnderTest.urls(2)));
      assertThat(set.set()).isSameAs(before);
    }
  }

  @Test
  void aNewPoolSizeOpensNewConnectionsAndForgetsNoEjection() {
    try (var set = SetUnderTest.of(2, "")) {
      set.fail(1, 5);
      List<EndpointPools> before = set.members().all().stream().map(Endpoint::pools).toList();
      set.reload("endpoints: %s, pool: { connections: 7 }".formatted(SetUnderTest.urls(2)));
      assertThat(set.chosen()).containsExactly("10.0.0.2:8080");
      assertThat(set.retired).containsExactlyInAnyOrderElementsOf(before);
    }
  }

  @Test
  void newWordsAboutEjectionForgetItAndCloseNothing() {
    try (var set = SetUnderTest.of(2, "")) {
      set.fail(1, 5);
      EndpointPools before = set.endpoint(1).pools();
      set.reload("endpoints: %s, ejection: { eject-for: 9s }".formatted(SetUnderTest.urls(2)));
      assertThat(set.members().chosen()).hasSize(2);
      assertThat(set.endpoint(1).pools()).isSameAs(before);
      assertThat(set.retired).isEmpty();
    }
  }

  @Test
  void anotherEndpointLeavesTheOthersAsTheyAre() {
    try (var set = SetUnderTest.of(2, ASKED)) {
      set.answer(1, HealthResult.FAILED, HealthResult.FAILED, HealthResult.FAILED);
      set.fail(2, 3);
      set.reload("endpoints: %s, %s".formatted(SetUnderTest.urls(3), ASKED));
      assertThat(set.chosen()).containsExactly("10.0.0.2:8080");
      assertThat(set.endpoint(2).standing().failures()).isEqualTo(3);
      assertThat(set.retired).isEmpty();
    }
  }

  @Test
  void aReloadKeepsWhatNamesStandFor() throws UnknownHostException {
    try (var set = new SetUnderTest("url: \"http://shop.internal:81\"")) {
      resolved(set, "10.0.0.1", "10.0.0.2");
      set.reload("url: \"http://shop.internal:81\", pool: { connections: 7 }");
      assertThat(set.chosen()).containsExactly("10.0.0.1:81", "10.0.0.2:81");
    }
  }

  private static void resolved(SetUnderTest set, String... addresses) throws UnknownHostException {
    var known = new java.util.ArrayList<InetAddress>();
    for (String address : addresses) {
      known.add(InetAddress.getByName(address));
    }
    set.set().names().getFirst().answered(known);
    set.set().tick();
  }
}
