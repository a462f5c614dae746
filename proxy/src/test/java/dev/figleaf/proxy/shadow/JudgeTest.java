package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.shadow.Bench.Script;
import dev.figleaf.proxy.store.CountRow;
import dev.figleaf.proxy.store.DifferenceRow;
import dev.figleaf.proxy.store.EvidenceBatch;
import dev.figleaf.rules.CompareSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final Answer TEN = Answers.json("{\"price\":10}");
  private static final Answer ELEVEN = Answers.json("{\"price\":11}");

  private final Bench bench = new Bench();
  private final Subject catalog = bench.quiet("catalog");

  @Test
  void equalAnswersAreEqualAndBothTheirTimesAreKept() {
    Script script = pair(TEN, TEN);
    assertThat(bench.count("equal")).isEqualTo(1);
    assertThat(bench.counts())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.candidacy()).isEqualTo(catalog.candidacyId());
              assertThat(row.method() + " " + row.template()).isEqualTo("GET /items/{id}");
              assertThat(row.statusClass()).isEqualTo(2);
              assertThat(row.bucket()).isEqualTo(Bench.START);
              assertThat(row.pattern()).isEmpty();
            });
    assertThat(bench.latencies())
        .extracting(row -> row.side() + " " + row.count())
        .containsExactlyInAnyOrder("control 1", "candidate 1");
    assertThat(script.done).hasValue(1);
    assertThat(script.waits).isEmpty();
  }

  @Test
  void whatStaysWhenBothAreAskedAgainIsReal() {
    Script script = pair(TEN, ELEVEN);
    DifferenceRow row = bench.differences().getFirst();
    assertThat(row.path() + " " + row.kind() + " " + row.finding())
        .isEqualTo("body:$.price value real");
    assertThat(row.id())
        .isEqualTo(Ledger.id("catalog", "GET", "/items/{id}", "body:$.price", "value"));
    assertThat(bench.counts()).extracting(CountRow::pattern).containsExactly(row.id());
    assertThat(bench.count("real")).isEqualTo(1);
    assertThat(script.waits)
        .containsExactly(
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofMillis(1_800),
            Duration.ofMillis(1_800));
    assertThat(script.done).hasValue(1);
  }

  @Test
  void whatHealsIsLagAndNobodyIsAskedOnceMore() {
    Script script = new Script((_, _) -> Bench.answered(TEN));
    bench.compare(pair(TEN, ELEVEN, script));
    assertThat(bench.count("lag")).isEqualTo(1);
    assertThat(bench.differences()).extracting(DifferenceRow::finding).containsExactly("lag");
    assertThat(script.waits).hasSize(2);
    assertThat(script.done).hasValue(1);
  }

  @Test
  void whatTheControlChangedMeanwhileIsARace() {
    var twelve = Bench.answered(Answers.json("{\"price\":12}"));
    bench.compare(pair(TEN, ELEVEN, new Script((_, _) -> twelve)));
    assertThat(bench.count("race")).isEqualTo(1);
  }

  @Test
  void whatIsNotSafeIsRealAtOnce() {
    Script script = Bench.always(Bench.answered(TEN), Bench.answered(TEN));
    bench.compare(
        new Pair(
            catalog,
            Bench.request("POST", "/items", false, null),
            Bench.answered(TEN),
            Bench.answered(ELEVEN),
            script));
    assertThat(bench.count("real")).isEqualTo(1);
    assertThat(script.waits).isEmpty();
    assertThat(script.done).hasValue(1);
  }

  @Test
  void aCandidateThatGivesNoAnswerIsFoundByTheWordOfItsFailure() {
    Script script = Bench.always(Bench.answered(TEN), Bench.answered(TEN));
    bench.compare(
        new Pair(
            catalog,
            Bench.get("/items/7"),
            Bench.answered(TEN),
            new Reply.Failed("connect-timeout", true),
            script));
    bench.judge.failed(catalog, "GET", "/items/8", "connect-timeout");
    bench.flush();
    assertThat(bench.count("failed")).isEqualTo(2);
    assertThat(bench.differences())
        .allSatisfy(row -> assertThat(row.kind()).isEqualTo("failed"))
        .allSatisfy(row -> assertThat(row.path()).isEqualTo("connect-timeout"))
        .extracting(DifferenceRow::id)
        .hasSize(2)
        .containsOnly(bench.counts().getFirst().pattern());
    assertThat(script.done).hasValue(1);
  }

  @Test
  void aServerErrorOfTheCandidateAloneIsAnErrorAndADifference() {
    pair(TEN, Answers.answer(500, "oops"));
    assertThat(bench.count("error")).isEqualTo(1);
    assertThat(bench.count("real")).isEqualTo(1);
    assertThat(bench.differences()).extracting(DifferenceRow::path).containsExactly("status");
  }

  @Test
  void whatTheControlDidNotAnswerIsLeftOut() {
    Script script = Bench.always(Bench.answered(TEN), Bench.answered(TEN));
    bench.compare(
        new Pair(
            catalog,
            Bench.get("/items/7"),
            new Reply.Failed("reset", true),
            Bench.answered(TEN),
            script));
    assertThat(bench.leftOut("control-failed")).isEqualTo(1);
    assertThat(bench.counts()).isEmpty();
    assertThat(script.done).hasValue(1);
  }

  @Test
  void answersToWhatTheClientAlreadyHasAreLeftOut() {
    var request = Bench.get("/items/7", "If-None-Match", "\"a\"");
    Script script = Bench.always(Bench.answered(TEN), Bench.answered(TEN));
    Reply unchanged = Bench.answered(Answers.answer(304, ""));
    bench.compare(new Pair(catalog, request, unchanged, Bench.answered(TEN), script));
    bench.compare(new Pair(catalog, request, Bench.answered(TEN), Bench.answered(TEN), script));
    assertThat(bench.leftOut("conditional")).isEqualTo(1);
    assertThat(bench.count("equal")).isEqualTo(1);
  }

  @Test
  void anAnswerThatBrokeOffIsLeftOut() {
    var broken = new Answer(200, TEN.headers(), new CapturedBody.BrokenOff(3), Duration.ZERO);
    pair(TEN, broken);
    assertThat(bench.leftOut("broken-off")).isEqualTo(1);
  }

  @Test
  void aPairThatIsAskedAgainWhenComparingBeginsAnewTellsNothingOfTheNextCandidate() {
    Script script = new Script((_, _) -> Bench.answered(TEN));
    bench.judge.compare(pair(TEN, ELEVEN, script));
    bench.judge.takeAll();
    assertThat(bench.subjects.restart("catalog", "mended")).isTrue();
    script.run(bench);
    bench.judge.takeAll();
    bench.flush();
    assertThat(bench.differences()).isEmpty();
    assertThat(bench.leftOut("restarted")).isEqualTo(1);
    assertThat(script.done).hasValue(1);
  }

  @Test
  void recheckedPairsAreBoundedAndHistorySaysWhatTheOthersAre() {
    var scripts = new ArrayList<Script>();
    for (int i = 0; i < Rechecks.MOST_OF_SUBJECT + 10; i++) {
      Script script = Bench.always(Bench.answered(TEN), Bench.answered(ELEVEN));
      scripts.add(script);
      bench.judge.compare(pair(TEN, ELEVEN, script));
    }
    bench.judge.takeAll();
    bench.flush();
    assertThat(bench.count("unsettled")).as("nothing is known yet").isEqualTo(10);
    assertThat(bench.leftOut("recheck-full")).isEqualTo(10);
    scripts.subList(0, Outcomes.NEEDED).forEach(script -> script.run(bench));
    for (int i = 0; i < 4; i++) {
      Script script = Bench.always(Bench.answered(TEN), Bench.answered(ELEVEN));
      scripts.add(script);
      bench.judge.compare(pair(TEN, ELEVEN, script));
    }
    bench.judge.takeAll();
    bench.flush();
    assertThat(bench.count("real")).as("three asked again, one known").isEqualTo(4);
    scripts.forEach(script -> script.run(bench));
    bench.flush();
    assertThat(scripts).allSatisfy(script -> assertThat(script.done).hasValue(1));
  }

  @Test
  void whereAskingAgainFailsNothingIsSaid() {
    var script = new Script((_, _) -> new Reply.Failed("breaker-open", false));
    bench.compare(pair(TEN, ELEVEN, script));
    assertThat(bench.count("unsettled")).isEqualTo(1);
    assertThat(bench.leftOut("recheck-failed")).isEqualTo(1);
    assertThat(script.done).hasValue(1);
  }

  @Test
  void aPairThatIsNeverAnsweredAgainIsSettledInTime() {
    var script = new Silent();
    bench.judge.compare(pair(TEN, ELEVEN, script));
    bench.judge.takeAll();
    bench.now.set(Bench.START.plusSeconds(60));
    bench.flush();
    assertThat(bench.leftOut("recheck-failed")).isEqualTo(1);
    assertThat(script.done).isEqualTo(1);
  }

  private static final class Silent implements Asking {
    int done;

    @Override
    public void ask(Role role, Duration wait, Consumer<Reply> then) {}

    @Override
    public void done() {
      done++;
    }
  }

  @Test
  void whatFindsNoRoomIsCountedAndLetGo() {
    var scripts = new ArrayList<Script>();
    for (int i = 0; i < Judge.MOST_WAITING + 3; i++) {
      Script script = Bench.always(Bench.answered(TEN), Bench.answered(TEN));
      scripts.add(script);
      assertThat(bench.judge.compare(pair(TEN, TEN, script))).isEqualTo(i < Judge.MOST_WAITING);
    }
    bench.judge.takeAll();
    bench.flush();
    assertThat(bench.leftOut("judge-full")).isEqualTo(3);
    assertThat(bench.count("equal")).isEqualTo(Judge.MOST_WAITING);
    assertThat(scripts).allSatisfy(script -> assertThat(script.done).hasValue(1));
  }

  @Test
  void aPairThatCannotBeComparedEndsNothing() {
    var counted = new int[1];
    Asking failing =
        new Asking() {
          @Override
          public void ask(Role role, Duration wait, Consumer<Reply> then) {
            throw new StackOverflowError("as a comparison might");
          }

          @Override
          public void done() {
            counted[0]++;
          }
        };
    bench.compare(pair(TEN, ELEVEN, failing));
    pair(TEN, TEN);
    bench.now.set(Bench.START.plusSeconds(60));
    bench.flush();
    assertThat(bench.leftOut("judge-failed")).isEqualTo(1);
    assertThat(bench.count("equal")).isEqualTo(1);
    assertThat(counted[0]).isEqualTo(1);
  }

  @Test
  void whatIsSeenLiveIsCountedByEndpointAndBounded() {
    for (int i = 0; i < Sightings.MOST * 2; i++) {
      bench.judge.live(catalog, "GET", "/items/" + i, 200);
    }
    bench.judge.live(catalog, "GET", "/items/7", 404);
    bench.flush();
    assertThat(bench.count("live")).isEqualTo(Sightings.MOST * 2 + 1);
    assertThat(bench.counts())
        .extracting(row -> row.method() + " " + row.template() + " " + row.statusClass())
        .containsExactlyInAnyOrder("GET /items/{id} 2", "* (other) 2", "* (other) 4");
  }

  @Test
  void theThreadGivesAwayWhatWasSeenAndEndsWithNothingLeft() throws Exception {
    var seen = new CountDownLatch(1);
    var batches = new CopyOnWriteArrayList<EvidenceBatch>();
    var judge =
        new Judge(
                bench.subjects,
                bench.now::get,
                batch -> {
                  batches.add(batch);
                  seen.countDown();
                },
                JudgeEvents.NONE)
            .start();
    Script script = Bench.always(Bench.answered(TEN), Bench.answered(TEN));
    judge.compare(pair(TEN, TEN, script));
    assertThat(seen.await(10, TimeUnit.SECONDS)).isTrue();
    var silent = new Silent();
    judge.compare(pair(TEN, ELEVEN, silent));
    judge.live(catalog, "GET", "/items/1", 200);
    judge.close();
    Script late = Bench.always(Bench.answered(TEN), Bench.answered(TEN));
    assertThat(judge.compare(pair(TEN, TEN, late))).isFalse();
    assertThat(script.done).hasValue(1);
    assertThat(silent.done).isEqualTo(1);
    assertThat(late.done).hasValue(1);
    assertThat(batches.stream().flatMap(batch -> batch.counts().stream()))
        .extracting(CountRow::what)
        .contains("equal", "live");
    assertThat(batches.stream().flatMap(batch -> batch.leftOut().stream()))
        .extracting(row -> row.reason() + " " + row.count())
        .containsExactly("stopped 1");
  }

  @Test
  void noiseThatIsLearnedIsEqualAndWhatIsNotKnownYetIsUnsettled() {
    Subject noisy = bench.living("noisy", Bench.spec(CompareSpec.STANDARD));
    var request = Bench.get("/items/7");
    bench.compare(new Pair(noisy, request, uuid(1), uuid(2), new Silent()));
    assertThat(bench.count("unsettled")).isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      bench.judge.learn(noisy, request, answer(uuid(3)), answer(uuid(4)));
    }
    bench.compare(new Pair(noisy, request, uuid(5), uuid(6), new Silent()));
    assertThat(bench.count("equal")).isEqualTo(1);
    var empty = Bench.answered(Answers.json("{\"trace\":\"\"}"));
    var script = new Script((role, i) -> role == Role.CONTROL ? uuid(i) : empty);
    bench.compare(new Pair(noisy, request, uuid(7), empty, script));
    assertThat(bench.count("real")).isEqualTo(1);
  }

  private static Reply uuid(int seed) {
    var uuid = new UUID(seed * 0x9E3779B97F4A7C15L, seed);
    return Bench.answered(Answers.json("{\"trace\":\"" + uuid + "\"}"));
  }

  private static Answer answer(Reply reply) {
    return ((Reply.Answered) reply).answer();
  }

  private Script pair(Answer control, Answer candidate) {
    Script script = Bench.always(Bench.answered(control), Bench.answered(candidate));
    bench.compare(pair(control, candidate, script));
    return script;
  }

  private Pair pair(Answer control, Answer candidate, Asking again) {
    return new Pair(
        catalog, Bench.get("/items/7"), Bench.answered(control), Bench.answered(candidate), again);
  }
}
