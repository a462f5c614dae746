package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.control.Changed;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.WireUpstream;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.rules.Percentage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators put on top of the files, and how it comes off again. */
@ProxyTest
class OverridesTest {
  private static final Author ANN = new Author("ann", "api 127.0.0.1", "error spike");
  private static final String RULES =
      """
      version: 1
      upstreams: { monolith: { url: "${monolith}" }, catalog: { url: "${catalog}" } }
      seams:
        catalog: { from: monolith, to: catalog, weight: %s, shadow: { sample: 100%% } }
        orders: { from: monolith, to: catalog, weight: 0%% }
      routes:
        - { match: /catalog/**, seam: catalog }
        - { match: /orders/**, seam: orders }
        - { match: /copied/**, to: monolith, shadow: catalog }
      """;

  private static RuleOperations start(ProxyHarness proxy, String weight) {
    upstreams(proxy);
    proxy.rules(RULES.formatted(weight));
    return proxy.facade().rules();
  }

  private static List<WireUpstream> upstreams(ProxyHarness proxy) {
    return List.of(
        proxy.upstream("monolith").respondingWith(200),
        proxy.upstream("catalog").respondingWith(201));
  }

  private static Percentage percent(int number) {
    return new Percentage(number * 1000);
  }

  private static RuleEvent done(Changed changed) {
    assertThat(changed).isInstanceOf(Changed.Done.class);
    return ((Changed.Done) changed).event();
  }

  private static String refused(Changed changed) {
    assertThat(changed).isInstanceOf(Changed.Refused.class);
    return ((Changed.Refused) changed).code();
  }

  private static Percentage live(ProxyHarness proxy, String seam) {
    return Objects.requireNonNull(proxy.facade().rules().live().rules().seams().get(seam)).weight();
  }

  @Test
  void anOverrideHoldsInPlaceOfTheFileUntilItIsLifted(ProxyHarness proxy) {
    RuleOperations rules = start(proxy, "0%");
    assertThat(proxy.get("/catalog/1")).hasStatus(200);

    RuleEvent set = done(rules.override(ANN, "catalog", Percentage.ALL, null, 1L));
    assertThat(set.revision()).isEqualTo(2);
    assertThat(proxy.get("/catalog/1")).hasStatus(201);
    assertThat(proxy.get("/orders/1")).hasStatus(200);
    assertThat(rules.state().overrides()).containsOnlyKeys("catalog");
    assertThat(Objects.requireNonNull(rules.written().seams().get("catalog")).weight())
        .isEqualTo(Percentage.ZERO);

    assertThat(done(rules.lift(ANN, "catalog", 2L)).change())
        .isEqualTo(new Change.OverrideEnded("catalog", false));
    assertThat(proxy.get("/catalog/1")).hasStatus(200);
    assertThat(proxy.facade().rules().live().revision()).isEqualTo(3);
  }

  @Test
  void anOverrideEndsByItself(ProxyHarness proxy) {
    RuleOperations rules = start(proxy, "0%");
    done(rules.override(ANN, "catalog", Percentage.ALL, Duration.ofMillis(300), null));
    assertThat(live(proxy, "catalog")).isEqualTo(Percentage.ALL);

    await().atMost(Duration.ofSeconds(10)).until(() -> rules.state().overrides().isEmpty());
    assertThat(live(proxy, "catalog")).isEqualTo(Percentage.ZERO);
    RuleEvent last = rules.history(0, 1).getFirst();
    assertThat(last.change()).isEqualTo(new Change.OverrideEnded("catalog", true));
    assertThat(last.author()).isEqualTo(Author.TIMER);
  }

  @Test
  void filesGoOnUnderAnOverride(ProxyHarness proxy) {
    RuleOperations rules = start(proxy, "0%");
    done(rules.override(ANN, "catalog", percent(5), null, null));

    proxy.rules(RULES.formatted("50%"));
    assertThat(live(proxy, "catalog")).isEqualTo(percent(5));
    done(rules.lift(ANN, "catalog", null));
    assertThat(live(proxy, "catalog")).isEqualTo(percent(50));
  }

  @Test
  void theOverrideOfASeamThatIsGoneHoldsNothingAndIsShown(ProxyHarness proxy) {
    RuleOperations rules = start(proxy, "0%");
    done(rules.override(ANN, "orders", percent(5), null, null));

    proxy.rules(
        """
        version: 1
        upstreams: { monolith: { url: "${monolith}" } }
        routes: [{ match: /**, to: monolith }]
        """);
    assertThat(proxy.get("/orders/1")).hasStatus(200);
    assertThat(rules.state().overrides()).containsOnlyKeys("orders");
    done(rules.lift(ANN, "orders", null));
    assertThat(rules.state().overrides()).isEmpty();
  }

  @Test
  void aPanicPutsEverySeamOnFromAndCopiesNothing(ProxyHarness proxy) {
    List<WireUpstream> upstreams = upstreams(proxy);
    proxy.rules(RULES.formatted("100%"));
    RuleOperations rules = proxy.facade().rules();
    done(rules.override(ANN, "orders", Percentage.ALL, null, null));
    assertThat(proxy.get("/orders/1")).hasStatus(201);

    RuleEvent panic = done(rules.panic(ANN));
    int before = upstreams.getLast().received().size();
    assertThat(proxy.get("/catalog/1")).hasStatus(200);
    assertThat(proxy.get("/orders/1")).hasStatus(200);
    assertThat(proxy.get("/copied/1")).hasStatus(200);
    assertThat(upstreams.getLast().received()).hasSize(before);
    assertThat(rules.state().panic()).isEqualTo(panic);
    assertThat(refused(rules.panic(ANN))).isEqualTo("panicked-already");

    proxy.rules(RULES.formatted("90%"));
    assertThat(live(proxy, "catalog")).as("files are taken, under the panic").isEqualTo(percent(0));

    done(rules.calm(ANN));
    assertThat(live(proxy, "catalog")).isEqualTo(percent(90));
    assertThat(live(proxy, "orders")).isEqualTo(percent(100));
    assertThat(refused(rules.calm(ANN))).isEqualTo("not-panicked");
  }

  @Test
  void aRollbackBringsFilesAndOverridesBackUntilFilesChange(ProxyHarness proxy) {
    RuleOperations rules = start(proxy, "10%");
    done(rules.override(ANN, "orders", percent(7), null, null));
    proxy.rules(RULES.formatted("60%"));
    done(rules.override(ANN, "orders", percent(9), null, null));

    RuleEvent back = done(rules.rollback(ANN, 2, 4L));
    assertThat(back.revision()).isEqualTo(5);
    assertThat(live(proxy, "catalog")).isEqualTo(percent(10));
    assertThat(live(proxy, "orders")).isEqualTo(percent(7));
    assertThat(rules.state().rollback()).isEqualTo(back);
    assertThat(rules.files(rules.state()).values()).singleElement().asString().contains("10%");

    proxy.rules(RULES.formatted("61%"));
    assertThat(live(proxy, "catalog")).isEqualTo(percent(61));
    assertThat(rules.state().rollback()).isNull();
    assertThat(rules.history(0, 1).getFirst().change())
        .isInstanceOfSatisfying(
            Change.FilesAccepted.class,
            files ->
                assertThat(files.diff())
                    .containsExactly(
                        "supersedes the rollback, revision 5",
                        "seams.catalog.weight: 10% becomes 61%"));
  }

  @Test
  void thePastCanBeAskedFor(ProxyHarness proxy) {
    Instant begin = Instant.now();
    RuleOperations rules = start(proxy, "10%");
    RuleEvent set = done(rules.override(ANN, "catalog", percent(20), Duration.ofHours(1), null));
    done(rules.panic(ANN));

    assertThat(rules.history(0, 500)).extracting(RuleEvent::revision).containsExactly(3L, 2L, 1L);
    assertThat(rules.history(3, 1)).containsExactly(set);
    assertThat(rules.event(2)).contains(set);
    assertThat(rules.event(4)).isEmpty();
    assertThat(weightAt(rules, 1)).isEqualTo(percent(10));
    assertThat(weightAt(rules, 2)).isEqualTo(percent(20));
    assertThat(weightAt(rules, 3)).isEqualTo(percent(0));
    assertThat(rules.at(9)).isEmpty();
    assertThat(rules.at(begin.minusSeconds(1))).isEmpty();
    assertThat(rules.at(Instant.now())).contains(rules.state());
  }

  private static Percentage weightAt(RuleOperations rules, long revision) {
    return Objects.requireNonNull(
            rules.at(revision).flatMap(rules::rules).orElseThrow().rules().seams().get("catalog"))
        .weight();
  }

  @Test
  void whoLookedAtSomethingElseIsToldSo(ProxyHarness proxy) {
    RuleOperations rules = start(proxy, "10%");
    done(rules.override(ANN, "catalog", percent(20), null, 1L));

    assertThat(rules.override(ANN, "catalog", percent(30), null, 1L))
        .isEqualTo(new Changed.Conflict(2));
    assertThat(rules.lift(ANN, "catalog", 3L)).isEqualTo(new Changed.Conflict(2));
    assertThat(live(proxy, "catalog")).isEqualTo(percent(20));
    proxy.reload("version: 1\nroutes: []\n");
    assertThat(proxy.saidInLog("rules rejected")).isTrue();
    assertThat(rules.state().revision()).as("of what was refused").isEqualTo(3);
    done(rules.lift(ANN, "catalog", 2L));
  }

  @ParameterizedTest
  @CsvSource({
    "catalogue, ann, why, PT1H, unknown-seam",
    "catalog, '', why, PT1H, no-author",
    "catalog, ann, 'two\nlines', PT1H, not-plain-text",
    "catalog, ann, why, PT0S, span-out-of-range",
    "catalog, ann, why, P367D, span-out-of-range",
  })
  void whatIsOutOfBoundsIsRefused(
      String seam, String by, String because, Duration span, String code, ProxyHarness proxy) {
    RuleOperations rules = start(proxy, "10%");
    Changed changed = rules.override(new Author(by, "api", because), seam, percent(1), span, null);
    assertThat(refused(changed)).isEqualTo(code);
    assertThat(rules.state().revision()).isEqualTo(1);
  }

  @Test
  void aLongReasonAndALongNameAreRefused(ProxyHarness proxy) {
    RuleOperations rules = start(proxy, "10%");
    assertThat(refused(rules.panic(new Author("a".repeat(101), "api", null))))
        .isEqualTo("author-too-long");
    assertThat(refused(rules.panic(new Author("ann", "api", "b".repeat(501)))))
        .isEqualTo("reason-too-long");
  }

  @Test
  void anUnknownSeamIsToldTheNearestName(ProxyHarness proxy) {
    RuleOperations rules = start(proxy, "10%");
    assertThat(rules.override(ANN, "catalg", percent(1), null, null))
        .isEqualTo(
            new Changed.Refused(
                "unknown-seam", "there is no seam \"catalg\"; did you mean \"catalog\"?"));
  }

  @Test
  void whatCannotBeRolledBackToIsRefused(ProxyHarness proxy) {
    RuleOperations rules = start(proxy, "10%");
    assertThat(refused(rules.rollback(ANN, 1, null))).isEqualTo("live-already");
    assertThat(refused(rules.rollback(ANN, 2, null))).isEqualTo("unknown-revision");
    assertThat(refused(rules.rollback(ANN, 0, null))).isEqualTo("unknown-revision");
    assertThat(refused(rules.rollback(ANN, -5, null))).isEqualTo("unknown-revision");
  }

  @Test
  void listenersAreToldOfEachEventInOrder(ProxyHarness proxy) throws Exception {
    RuleOperations rules = start(proxy, "10%");
    var told = new ArrayList<Long>();
    try (var _ = rules.listen(event -> told.add(event.revision()))) {
      done(rules.panic(ANN));
      done(rules.calm(ANN));
    }
    done(rules.panic(ANN));
    assertThat(told).containsExactly(2L, 3L);
    assertThat(Optional.of(rules.keeping())).contains(new RuleOperations.Keeping(true, false, 0));
  }
}
