package dev.figleaf.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a scrape says after events. */
class MicrometerEventsTest {
  private static final String LABELS = "route=\"catalog\",upstream=\"shop\"";
  private final AtomicLong dropped = new AtomicLong();
  private final MicrometerEvents events = new MicrometerEvents("1.2.3", dropped::get);

  @AfterEach
  void close() {
    events.close();
  }

  @Test
  void requestsAreCountedByRouteUpstreamStatusClassAndCode() {
    var route = events.route("catalog", "shop");
    finish(route, Outcomes.answered(200));
    finish(route, Outcomes.answered(204));
    finish(route, Outcomes.answered(404));
    var late = Outcomes.answered(504);
    late.code = "response-timeout";
    finish(route, late);
    finish(route, Outcomes.answered(0));
    var scrape = scrape();
    assertThat(requests(scrape, "-", "2xx")).isEqualTo(2);
    assertThat(requests(scrape, "-", "4xx")).isEqualTo(1);
    assertThat(requests(scrape, "-", "5xx")).isZero();
    assertThat(requests(scrape, "response-timeout", "5xx")).isEqualTo(1);
    assertThat(requests(scrape, "-", "-")).isEqualTo(1);
  }

  @Test
  void everyStatusClassIsThereFromTheBeginningSoThatRatesStartAtZero() {
    events.route("catalog", "shop");
    assertThat(scrape().samples())
        .containsKeys(series("-", "2xx"), series("-", "4xx"), series("-", "5xx"));
  }

  @Test
  void whatIsToldLateOfASubjectThatIsNoMoreBringsNothingBack() {
    ShadowMeters held = events.shadow("catalog");
    events.retainShadows(Set.of());
    held.found("equal", 1);
    held.leftOut("memory", 1);
    assertThat(events.knownShadow("catalog")).isEmpty();
    assertThat(events.scrape()).doesNotContain("subject=");
  }

  @Test
  void statusesOutsideTheClassesCountAsNone() {
    var route = events.route("catalog", "shop");
    finish(route, Outcomes.answered(-200));
    finish(route, Outcomes.answered(999));
    assertThat(requests(scrape(), "-", "-")).isEqualTo(2);
  }

  @Test
  void durationsFallIntoFixedBuckets() {
    finish(events.route("catalog", "shop"), Outcomes.answered(200));
    var scrape = scrape();
    var name = "figleaf_request_duration_seconds";
    assertThat(scrape.value(name + "_bucket{" + LABELS + ",le=\"0.005\"}")).isZero();
    assertThat(scrape.value(name + "_bucket{" + LABELS + ",le=\"0.01\"}")).isEqualTo(1);
    assertThat(scrape.value(name + "_bucket{" + LABELS + ",le=\"60.0\"}")).isEqualTo(1);
    assertThat(scrape.value(name + "_bucket{" + LABELS + ",le=\"+Inf\"}")).isEqualTo(1);
    assertThat(scrape.value(name + "_sum{" + LABELS + "}")).isEqualTo(0.01);
    assertThat(scrape.value("figleaf_upstream_response_seconds_sum{" + LABELS + "}"))
        .isEqualTo(0.007);
  }

  @Test
  void aRequestThatNeverReachedTheUpstreamHasNoResponseTime() {
    var refused = Outcomes.answered(504);
    refused.sentNanos = Outcome.UNSET;
    refused.headNanos = Outcome.UNSET;
    finish(events.route("catalog", "shop"), refused);
    var scrape = scrape();
    assertThat(scrape.value("figleaf_upstream_response_seconds_count{" + LABELS + "}")).isZero();
    assertThat(scrape.value("figleaf_request_duration_seconds_count{" + LABELS + "}")).isOne();
  }

  @Test
  void aRouteThatFigleafAnswersItselfHasNoUpstreamHistogram() {
    events.route("old", Outcome.NONE);
    assertThat(events.scrape()).doesNotContain("figleaf_upstream_response_seconds");
  }

  @Test
  void bytesAreCountedInBothDirections() {
    var route = events.route("catalog", "shop");
    finish(route, Outcomes.complete());
    finish(route, Outcomes.complete());
    var scrape = scrape();
    assertThat(scrape.value("figleaf_bytes_total{direction=\"in\"," + LABELS + "}")).isEqualTo(24);
    assertThat(scrape.value("figleaf_bytes_total{direction=\"out\"," + LABELS + "}"))
        .isEqualTo(6_912);
  }

  @Test
  void inFlightReturnsToZero() {
    var route = events.route("catalog", "shop");
    route.started();
    route.started();
    assertThat(scrape().value("figleaf_requests_in_flight")).isEqualTo(2);
    route.finished(Outcomes.answered(200));
    route.finished(Outcomes.answered(200));
    assertThat(scrape().value("figleaf_requests_in_flight")).isZero();
    assertThat(events.inFlight()).isZero();
  }

  @Test
  void theSameLabelsHaveTheSameMetersAcrossReloads() {
    var route = events.route("catalog", "shop");
    events.retain(Set.of(new RouteLabels("catalog", "shop")));
    assertThat(events.route("catalog", "shop")).isSameAs(route);
  }

  @Test
  void metersOfADroppedRouteVanish() {
    finish(events.route("catalog", "shop"), Outcomes.complete());
    finish(events.route("rest", "shop"), Outcomes.complete());
    events.retain(Set.of(new RouteLabels("rest", "shop")));
    assertThat(events.scrape()).doesNotContain("route=\"catalog\"").contains("route=\"rest\"");
  }

  @Test
  void aDroppedRouteStaysUntilItsLastRequestEnds() {
    var route = events.route("catalog", "shop");
    route.started();
    events.retain(Set.of());
    assertThat(events.scrape()).contains("route=\"catalog\"");
    route.finished(Outcomes.answered(200));
    assertThat(events.scrape()).doesNotContain("route=\"catalog\"");
  }

  @Test
  void aDroppedRouteThatComesBackWhileItDrainsGoesOnCounting() {
    var route = events.route("catalog", "shop");
    route.started();
    events.retain(Set.of());
    assertThat(events.route("catalog", "shop")).isSameAs(route);
    route.finished(Outcomes.answered(200));
    assertThat(requests(scrape(), "-", "2xx")).isOne();
  }

  @Test
  void aRouteThatComesBackLaterBeginsAtZero() {
    finish(events.route("catalog", "shop"), Outcomes.answered(200));
    events.retain(Set.of());
    finish(events.route("catalog", "shop"), Outcomes.answered(200));
    assertThat(requests(scrape(), "-", "2xx")).isOne();
  }

  @Test
  void aThousandReloadsLeaveNoSeriesBehind() {
    events.route("rest", "shop");
    events.retain(Set.of(new RouteLabels("rest", "shop")));
    long before = figures();
    for (int i = 0; i < 1_000; i++) {
      events.route("route" + i, "shop");
      events.upstream("upstream" + i);
      events.retain(Set.of(new RouteLabels("rest", "shop"), new RouteLabels("route" + i, "shop")));
      events.retainUpstreams(Set.of("upstream" + i));
    }
    events.retain(Set.of(new RouteLabels("rest", "shop")));
    events.retainUpstreams(Set.of());
    assertThat(figures()).isEqualTo(before);
  }

  @Test
  void manyRoutesAreExportedWithTheirFirstRequest() {
    routes(RouteSeries.AT_ONCE);
    var late = events.route("late", "shop");
    assertThat(events.scrape()).contains("route=\"route0\"").doesNotContain("route=\"late\"");
    late.started();
    assertThat(scrape().value(series("late", "-", "2xx"))).isZero();
    late.finished(Outcomes.answered(200));
    assertThat(scrape().value(series("late", "-", "2xx"))).isOne();
  }

  @Test
  void routesBeyondTheBoundAreCountedTogether() {
    routes(RouteSeries.MOST + 2).forEach(route -> finish(route, Outcomes.answered(200)));
    var scrape = scrape();
    assertThat(scrape.sum("figleaf_requests_total")).isEqualTo(RouteSeries.MOST + 2);
    assertThat(
            scrape.value(
                "figleaf_requests_total{code=\"-\",route=\"*\",status_class=\"2xx\",upstream=\"*\"}"))
        .isEqualTo(2);
  }

  @Test
  void aPlaceUnderTheBoundIsFreeAgainAfterAReload() {
    routes(RouteSeries.MOST + 1).forEach(route -> finish(route, Outcomes.answered(200)));
    events.retain(Set.of(new RouteLabels("route0", "shop")));
    finish(events.route("catalog", "shop"), Outcomes.answered(200));
    assertThat(requests(scrape(), "-", "2xx")).isOne();
    assertThat(events.scrape()).contains("route=\"route0\"").contains("route=\"*\"");
  }

  @Test
  void aDroppedRouteThatSharesItsMetersStaysUntilItsLastRequestEnds() {
    routes(RouteSeries.MOST).forEach(route -> finish(route, Outcomes.answered(200)));
    var beyond = events.route("catalog", "shop");
    beyond.started();
    events.retain(Set.of());
    beyond.finished(Outcomes.answered(200));
    assertThat(scrape().sum("figleaf_requests_total")).isOne();
    assertThat(events.inFlight()).isZero();
  }

  @Test
  void aRouteThatIsFirstUsedAfterItWasDroppedIsNotExported() {
    routes(RouteSeries.AT_ONCE);
    var late = events.route("late", "shop");
    events.retain(Set.of());
    finish(late, Outcomes.answered(200));
    assertThat(events.scrape()).doesNotContain("route=\"late\"");
    assertThat(events.inFlight()).isZero();
  }

  @Test
  void requestsThatNoRouteMatchedAreCountedAcrossReloads() {
    var unmatched = events.route(Outcome.NONE, Outcome.NONE);
    events.retain(Set.of());
    events.retain(Set.of());
    finish(unmatched, Outcomes.answered(404));
    assertThat(scrape().sum("figleaf_requests_total")).isOne();
  }

  @Test
  void codesBeyondTheBoundCountAsOther() {
    var route = events.route("catalog", "shop");
    for (int i = 0; i < 2 * MicrometerRoute.MAX_CODES; i++) {
      var outcome = Outcomes.answered(500);
      outcome.code = "code-" + i;
      finish(route, outcome);
    }
    var scrape = scrape();
    assertThat(requests(scrape, "other", "5xx")).isEqualTo(MicrometerRoute.MAX_CODES);
    assertThat(scrape.sum("figleaf_requests_total")).isEqualTo(2 * MicrometerRoute.MAX_CODES);
  }

  @Test
  void labelsFromRulesAreEscaped() {
    events.route("a\"b\\c\nd", "shop");
    assertThat(events.scrape()).contains("route=\"a\\\"b\\\\c\\nd\"");
    assertThat(scrape().types()).containsKey("figleaf_requests_total");
  }

  @Test
  void theGuardOfAnUpstreamIsAskedAtEachScrape() {
    var shop = events.upstream("shop");
    shop.watch(new FixedGuard("closed", 1, 0));
    shop.watch(new FixedGuard("half_open", 3, 2));
    shop.breakerChanged("open");
    shop.breakerChanged("half_open");
    shop.refused("breaker-open");

    var scrape = Scrape.parse(events.scrape());
    var state = "figleaf_upstream_breaker_state{state=\"%s\",upstream=\"shop\"}";
    assertThat(scrape.value(state.formatted("half_open"))).isOne();
    assertThat(scrape.value(state.formatted("closed"))).isZero();
    var permits = "figleaf_upstream_permits{call=\"request\",state=\"%s\",upstream=\"shop\"}";
    assertThat(scrape.value(permits.formatted("in_use"))).isEqualTo(3);
    assertThat(scrape.value(permits.formatted("available"))).isEqualTo(7);
    assertThat(scrape.sum("figleaf_upstream_permits_waiting")).isEqualTo(2);
    assertThat(scrape.sum("figleaf_upstream_breaker_transitions_total")).isEqualTo(2);
    assertThat(
            scrape.value("figleaf_upstream_refused_total{code=\"breaker-open\",upstream=\"shop\"}"))
        .isOne();
    assertThat(
            scrape.value(
                "figleaf_upstream_refused_total{code=\"bulkhead-full\",upstream=\"shop\"}"))
        .isZero();
  }

  @Test
  void anUpstreamThatIsGoneStaysWhileAPermitIsInUse() {
    var shop = events.upstream("shop");
    shop.watch(new FixedGuard("closed", 1, 0));
    events.retainUpstreams(Set.of());
    assertThat(events.scrape()).contains("upstream=\"shop\"");
    shop.watch(new FixedGuard("closed", 0, 0));
    assertThat(events.scrape()).doesNotContain("upstream=\"shop\"");
  }

  @Test
  void connectionsOfAnUpstreamAreIdleOrInUse() {
    var shop = events.upstream("shop");
    shop.connected(1_000_000);
    shop.connected(1_000_000);
    shop.connected(1_000_000);
    shop.leased();
    shop.closed();
    shop.waiting();
    shop.connectFailed();
    shop.exhausted();
    var scrape = scrape();
    var of = "{state=\"%s\",upstream=\"shop\"}";
    assertThat(scrape.value("figleaf_upstream_connections" + of.formatted("idle"))).isOne();
    assertThat(scrape.value("figleaf_upstream_connections" + of.formatted("in_use"))).isOne();
    assertThat(scrape.sum("figleaf_upstream_waiting")).isOne();
    assertThat(scrape.sum("figleaf_upstream_connect_seconds_count")).isEqualTo(3);
    assertThat(scrape.sum("figleaf_upstream_connect_failures_total")).isOne();
    assertThat(scrape.sum("figleaf_upstream_pool_exhausted_total")).isOne();
    shop.released();
    shop.waited();
    var after = scrape();
    assertThat(after.value("figleaf_upstream_connections" + of.formatted("in_use"))).isZero();
    assertThat(after.sum("figleaf_upstream_waiting")).isZero();
  }

  @Test
  void aDroppedUpstreamStaysUntilItsLastConnectionIsClosed() {
    var shop = events.upstream("shop");
    shop.connected(1);
    events.retainUpstreams(Set.of());
    assertThat(events.scrape()).contains("upstream=\"shop\"");
    shop.closed();
    assertThat(events.scrape()).doesNotContain("upstream=\"shop\"");
  }

  @Test
  void eventsOfTheProcessAreCounted() {
    events.connectionOpened();
    events.connectionOpened();
    events.connectionClosed();
    events.connectionRefused();
    events.rulesAccepted(6);
    events.rulesAccepted(7);
    events.rulesRejected();
    events.internalFailure();
    dropped.set(9);
    var scrape = scrape();
    assertThat(scrape.value("figleaf_connections")).isOne();
    assertThat(scrape.value("figleaf_connections_accepted_total")).isEqualTo(2);
    assertThat(scrape.value("figleaf_connections_refused_total")).isOne();
    assertThat(scrape.value("figleaf_rules_revision")).isEqualTo(7);
    assertThat(scrape.value("figleaf_rules_reloads_total")).isEqualTo(2);
    assertThat(scrape.value("figleaf_rules_rejected_total")).isOne();
    assertThat(scrape.value("figleaf_internal_failures_total")).isOne();
    assertThat(scrape.value("figleaf_access_log_dropped_total")).isEqualTo(9);
    assertThat(events.scrape()).contains("version=\"1.2.3\"");
  }

  @Test
  void fourThreadsLoseNothingFromTheFirstRequestOn() throws Exception {
    routes(RouteSeries.AT_ONCE);
    int each = 100_000;
    var begin = new CountDownLatch(1);
    var threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = Thread.ofPlatform().start(() -> finishMany(begin, each));
    }
    begin.countDown();
    for (var thread : threads) {
      thread.join();
    }
    var scrape = scrape();
    assertThat(requests(scrape, "-", "2xx")).isEqualTo(2.0 * each);
    assertThat(requests(scrape, "response-timeout", "5xx")).isEqualTo(2.0 * each);
    assertThat(scrape.sum("figleaf_request_duration_seconds_count")).isEqualTo(4.0 * each);
    assertThat(scrape.sum("figleaf_bytes_total")).isEqualTo(2.0 * each * (12 + 3_456));
    assertThat(scrape.value("figleaf_requests_in_flight")).isZero();
  }

  @Test
  void nobodyListensToNoEvents() {
    var route = ProxyEvents.NOOP.route("catalog", "shop");
    finish(route, Outcomes.complete());
    assertThat(ProxyEvents.NOOP.route("other", "shop")).isSameAs(route);
  }

  private void finishMany(CountDownLatch begin, int count) {
    var route = events.route("catalog", "shop");
    try {
      begin.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    for (int i = 0; i < count; i++) {
      finish(route, i % 2 == 0 ? Outcomes.answered(200) : Outcomes.complete());
    }
  }

  private static void finish(RouteMeters route, Outcome outcome) {
    route.started();
    route.finished(outcome);
  }

  /** The meters of so many routes, which nobody has used. */
  private List<RouteMeters> routes(int count) {
    return IntStream.range(0, count).mapToObj(i -> events.route("route" + i, "shop")).toList();
  }

  /** How many series are ours; those of the JVM come and go as it likes. */
  private long figures() {
    return scrape().samples().keySet().stream().filter(it -> it.startsWith("figleaf_")).count();
  }

  private Scrape scrape() {
    return Scrape.parse(events.scrape());
  }

  private static double requests(Scrape scrape, String code, String statusClass) {
    return scrape.value(series(code, statusClass));
  }

  private static String series(String code, String statusClass) {
    return series("catalog", code, statusClass);
  }

  private static String series(String route, String code, String statusClass) {
    return "figleaf_requests_total{code=\"%s\",route=\"%s\",status_class=\"%s\",upstream=\"shop\"}"
        .formatted(code, route, statusClass);
  }
}
