package dev.figleaf.proxy.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.figleaf.proxy.traffic.TrafficDiff.Destination;
import dev.figleaf.proxy.traffic.TrafficDiff.Load;
import dev.figleaf.proxy.traffic.TrafficDiff.Move;
import dev.figleaf.proxy.traffic.TrafficDiff.Reason;
import dev.figleaf.proxy.traffic.TrafficDiff.SeamShift;
import dev.figleaf.routing.Loaded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What other rules would do to the requests that were recorded. */
class TrafficDiffTest {
  private static final Instant END = Instant.parse("2026-12-01T10:00:00Z");

  private static Loaded.Ok rules(String seams, String routes) {
    return Rules.of(
        """
        version: 1
        upstreams: { old: { url: "http://127.0.0.1:1" }, fresh: { url: "http://127.0.0.1:2" } }
        seams: { %s }
        routes: [%s]
        """
            .formatted(seams, routes));
  }

  private static Loaded.Ok seam(String weight) {
    return rules(
        "catalog: { from: old, to: fresh, weight: " + weight + ", cohort: [header:X-User-Id] }",
        "{ name: all, match: /**, seam: catalog }");
  }

  private static Recording recording(Loaded.Ok under, int count, IntFunction<Asked> request) {
    List<Descriptor> requests =
        IntStream.range(0, count).mapToObj(i -> request.apply(i).under(under)).toList();
    return new Recording(END, END.minusSeconds(10), 0, requests);
  }

  private static TrafficDiff diff(Recording recording, Loaded.Ok before, Loaded.Ok after) {
    return TrafficDiff.between(recording, Replay.of(before), Replay.of(after));
  }

  private static Asked ofUser(int user) {
    return Asked.get("/items/" + user).header("X-User-Id", "user-" + user % 1_000);
  }

  @Test
  void theSameRulesMoveNothing() {
    Loaded.Ok rules = seam("20%");

    TrafficDiff diff = diff(recording(rules, 100, i -> ofUser(i)), rules, rules);

    assertThat(diff.requests()).isEqualTo(100);
    assertThat(diff.moved()).isZero();
    assertThat(diff.moves()).isEmpty();
    assertThat(diff.seams()).isEmpty();
    assertThat(diff.unreached()).isEmpty();
  }

  @Test
  void aFirstWeightMovesExactlyTheClientsUnderIt() {
    Loaded.Ok none = seam("0%");
    TrafficDiff diff = diff(recording(none, 2_000, i -> ofUser(i)), none, seam("20%"));

    Move move = diff.moves().getFirst();
    assertThat(diff.moves()).hasSize(1);
    assertThat(move.from()).isEqualTo(new Destination("all", "old"));
    assertThat(move.to()).isEqualTo(new Destination("all", "fresh"));
    assertThat(move.elsewhere()).isTrue();
    assertThat(move.examples()).hasSize(5).allMatch(one -> one.startsWith("GET shop.example.com"));
    assertThat(diff.movedShare()).isCloseTo(0.2, within(0.05));
    assertThat(diff.drawn()).isZero();
    assertThat(diff.untold()).isZero();
    SeamShift shift = diff.seams().getFirst();
    assertThat(shift.clients()).isEqualTo(1_000);
    assertThat(shift.changing()).isEqualTo(diff.moved() / 2);
    assertThat(diff.loads())
        .extracting(Load::upstream, Load::before)
        .containsExactly(tuple("fresh", 0.0), tuple("old", 200.0));
    assertThat(diff.loads().getFirst().after()).isEqualTo(diff.moved() / 10.0);
    assertThat(diff.loads().getFirst().shareAfter()).isEqualTo(diff.movedShare());
  }

  @Test
  void aNewSeamIsToldByTheShareOfClientsAndSaysThatItIsDrawn() {
    Loaded.Ok before = rules("", "{ name: all, match: /**, to: old }");
    TrafficDiff diff = diff(recording(before, 2_000, i -> ofUser(i)), before, seam("20%"));

    assertThat(diff.movedShare()).isCloseTo(0.2, within(0.05));
    assertThat(diff.drawn()).isEqualTo(diff.moved());
    assertThat(diff.untold()).isZero();
  }

  @Test
  void clientsWithoutAKeyAreDrawnByTheirShare() {
    Loaded.Ok none = seam("0%");
    TrafficDiff diff = diff(recording(none, 2_000, _ -> Asked.get("/")), none, seam("50%"));

    assertThat(diff.movedShare()).isCloseTo(0.5, within(0.05));
    assertThat(diff.drawn()).isEqualTo(diff.moved());
    assertThat(diff.seams()).isEmpty();
  }

  @Test
  void weightsOfDescriptorsAreCounted() {
    Loaded.Ok before = rules("", "{ name: all, match: /**, to: old }");
    Loaded.Ok after =
        rules("", "{ name: all, match: /**, to: old }, { name: a, match: /a, to: fresh }");
    var requests = new ArrayList<Descriptor>();
    requests.add(weighing(Asked.get("/a").under(before), 7));
    requests.add(weighing(Asked.get("/b").under(before), 3));

    TrafficDiff diff = diff(new Recording(END, END.minusSeconds(10), 0, requests), before, after);

    assertThat(diff.descriptors()).isEqualTo(2);
    assertThat(diff.requests()).isEqualTo(10);
    assertThat(diff.moved()).isEqualTo(7);
    assertThat(diff.movedShare()).isEqualTo(0.7);
  }

  private static Descriptor weighing(Descriptor one, int weight) {
    return new Descriptor(
        one.at(),
        weight,
        one.method(),
        one.host(),
        one.path(),
        one.hidden(),
        one.query(),
        one.headers(),
        one.cookies(),
        one.values(),
        one.client(),
        one.places(),
        one.clients(),
        one.route(),
        one.upstream(),
        one.status());
  }

  @Test
  void aRouteThatOnlyHasAnotherNameMovesNobody() {
    Loaded.Ok before = rules("", "{ name: all, match: /**, to: old }");
    Loaded.Ok after =
        rules("", "{ name: all, match: /**, to: old }, { name: items, match: /items/**, to: old }");

    TrafficDiff diff = diff(recording(before, 10, i -> ofUser(i)), before, after);

    assertThat(diff.moved()).isZero();
    assertThat(diff.moves()).extracting(Move::elsewhere).containsExactly(false);
    assertThat(diff.unreached()).containsExactly("all");
  }

  @Test
  void whatFigleafItselfWouldAnswerIsAMove() {
    Loaded.Ok before = rules("", "{ name: all, match: /**, to: old }");
    Loaded.Ok after =
        rules("", "{ match: /gone, respond: 410 }, { match: /moved, redirect: /new }");

    TrafficDiff diff =
        diff(
            recording(before, 3, i -> Asked.get(List.of("/gone", "/moved", "/x").get(i))),
            before,
            after);

    assertThat(diff.moves())
        .extracting(move -> move.to().answer())
        .containsExactlyInAnyOrder("(fixed answer)", "(redirect)", "(no route)");
    assertThat(diff.moved()).isEqualTo(3);
  }

  @Test
  void aConditionOnAValueThatIsNotRememberedCannotBeToldAndSaysWhich() {
    Loaded.Ok before = rules("", "{ name: all, match: /**, to: old }");
    Loaded.Ok after =
        rules(
            "",
            "{ match: /**, to: old }, { match: { path: /**, cookies: { beta: '1' } }, to: fresh }");

    TrafficDiff diff =
        diff(
            recording(before, 10, i -> i < 4 ? Asked.get("/").cookie("beta", "1") : Asked.get("/")),
            before,
            after);

    assertThat(diff.untold()).isEqualTo(4);
    assertThat(diff.reasons()).containsExactly(new Reason("the value of cookie:beta", 4));
    assertThat(diff.moved()).isZero();
    assertThat(diff.doubtfulShare()).isEqualTo(0.4);
  }

  @Test
  void aConditionOnASecretThatStaysAsItIsCanBeTold() {
    String beta = "{ name: beta, match: { path: /**, cookies: { beta: '1' } }, to: fresh }";
    Loaded.Ok before = rules("", "{ name: all, match: /**, to: old }, " + beta);
    Loaded.Ok after =
        rules("", "{ name: all, match: /**, to: fresh }, " + beta.replace("fresh", "old"));

    TrafficDiff diff =
        diff(
            recording(before, 10, i -> Asked.get("/").cookie("beta", i < 4 ? "1" : "2")),
            before,
            after);

    assertThat(diff.untold()).isZero();
    assertThat(diff.moved()).isEqualTo(10);
    assertThat(diff.moves()).extracting(Move::requests).containsExactly(6L, 4L);
  }

  @Test
  void partsOfCompositionsAreCallsOfTheirUpstreams() {
    Loaded.Ok before = rules("", "{ name: all, match: /**, to: old }");
    Loaded.Ok after =
        rules(
            "",
            "{ name: all, match: /**, aggregate: { parts: {"
                + " a: { upstream: old, path: /a }, b: { upstream: fresh, path: /b } } } }");

    TrafficDiff diff = diff(recording(before, 10, i -> ofUser(i)), before, after);

    assertThat(diff.moves().getFirst().to()).isEqualTo(new Destination("all", "old + fresh"));
    assertThat(diff.loads())
        .containsExactly(new Load("fresh", 0, 1, 0, 0.5), new Load("old", 1, 1, 1, 0.5));
  }

  @Test
  void otherFormsOfPathsAreNoted() {
    Loaded.Ok before = rules("", "{ name: all, match: /**, to: old }");
    Loaded.Ok after =
        Rules.of(
            """
            version: 1
            upstreams: { old: { url: "http://127.0.0.1:1" } }
            path: { slashes: keep }
            routes: [{ name: all, match: /**, to: old }]
            """);

    assertThat(diff(recording(before, 1, i -> ofUser(i)), before, after).notes()).hasSize(1);
  }
}
