package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's commands, typed at a whole facade. */
class DeskCommandsTest {
  @TempDir Path folder;
  private RunningFacade facade;

  @BeforeEach
  void start() throws IOException {
    facade = RunningFacade.in(folder);
  }

  @AfterEach
  void stop() throws IOException {
    facade.close();
  }

  private Typed done(String... words) {
    Typed typed = facade.type(words);
    assertThat(typed.code()).as(typed.toString()).isZero();
    return typed;
  }

  @Test
  void statusSaysWhatIsLive() {
    assertThat(done("status").out())
        .contains(" is ready\n")
        .contains("revision  1, live since 20")
        .contains("store     up")
        .doesNotContain("PANIC")
        .doesNotContain("refused");
  }

  @Test
  void everyAnswerIsThereForMachinesToo() {
    assertThat(done("status", "--json").out()).contains("\"revision\" : 1");
    assertThat(done("seams", "--json").out()).startsWith("{\n  \"seams\" : [ {");
    assertThat(done("seams", "catalog", "--json").out()).startsWith("{\n  \"name\" : \"catalog\"");
    assertThat(done("upstreams", "--json").out()).startsWith("{\n  \"upstreams\" : [ {");
    assertThat(done("history", "--json").out()).startsWith("{\n  \"events\" : [ {");
    assertThat(done("rules", "--json").out()).startsWith("{\n  \"revision\" : 1");
    assertThat(done("override", "--list", "--json").out()).startsWith("{\n  \"overrides\" : [ ]");
    assertThat(done("panic", "--json").out()).contains("\"kind\" : \"panicked\"");
    assertThat(done("top", "--once", "--json").out()).contains("\"status\" : {");
  }

  @Test
  void seamsAreListedALineEach() {
    assertThat(done("seams").out())
        .isEqualTo(
            """
            seam     weight  seen  req/s  errors from/to  p95 ms from/to  rescued  verdict
            catalog     20%     -    0.0           - / -           - / -        0  -
            orders      50%     -    0.0           - / -           - / -        0  -
            """);
  }

  @Test
  void aSeamThatIsNotThereIsToldWithTheNearestName() {
    var said =
        new Typed(
            1,
            "",
            "figleaf: the live rules have no seam \"catlog\"; did you mean" + " \"catalog\"?\n");
    assertThat(facade.type("seams", "catlog")).isEqualTo(said);
    assertThat(facade.type("override", "catlog", "--weight", "0%")).isEqualTo(said);
    assertThat(facade.type("upstreams", "catlog").err())
        .isEqualTo(
            "figleaf: the live rules have no upstream \"catlog\"; did you mean \"catalog\"?\n");
  }

  @Test
  void anOverrideHoldsOnTopOfTheFilesUntilItIsLifted() {
    var set =
        done("override", "catalog", "--weight", "0", "--for", "1h", "--because", "error spike");
    assertThat(set.out())
        .startsWith(
            "catalog: 20% -> 0%; 20% of its clients go to monolith, with about 0.0 of 0.0"
                + " requests/s\nrevision 2 is live: seam catalog at 0% until 20");
    assertThat(done("override", "--list").out())
        .matches("(?s)catalog: 0% in place of 20%, until 20.* \\(in .*\\), by .*: error spike\n");
    assertThat(done("status").out()).contains("override  catalog at 0% in place of 20%");
    assertThat(done("seams", "catalog").out())
        .contains("catalog: 0% of clients to catalog, the others to monolith\n  override: 0%")
        .contains("written  20% at ");

    assertThat(done("override", "catalog", "--lift").out()).startsWith("revision 3 is live: ");
    assertThat(done("override", "--list").out()).isEqualTo("nothing is overridden\n");
    assertThat(facade.type("override", "catalog", "--lift").err())
        .isEqualTo("figleaf: there is no override of \"catalog\"\n");
  }

  @Test
  void anOverrideIsExportedAsTheYamlToCommit() {
    done("override", "catalog", "--weight", "5%");
    done("override", "orders", "--weight", "6%");
    assertThat(done("override", "catalog", "--export").out())
        .isEqualTo("seams:\n  catalog:\n    weight: 5%   # was 20%\n");
    assertThat(done("override", "--export").out()).contains("  orders:\n    weight: 6%");
  }

  @Test
  void whoOverridesAndWhyIsInTheHistory() {
    done("override", "catalog", "--weight", "5%", "--because", "a try", "--by", "ann");
    done("override", "orders", "--weight", "6%", "--by", "bob");
    assertThat(done("history").out())
        .matches(
            """
            (?s)revision     when                  by     what
                   3  \\*  20\\S+Z  bob    seam orders at 6%
                   2  \\*  20\\S+Z  ann    seam catalog at 5%: a try
                   1  \\*  20\\S+Z  files  rule files accepted.*
            """);
    assertThat(done("history", "-n", "1").out()).contains("seam orders").doesNotContain("catalog");
    assertThat(done("history", "--seam", "catalog").out())
        .contains("seam catalog at 5%")
        .doesNotContain("orders");
    assertThat(done("history", "--seam", "nobody").out())
        .isEqualTo("nobody has overridden nobody\n");
  }

  @Test
  void oneEventIsToldWhole() {
    done("override", "catalog", "--weight", "5%", "--because", "a try", "--by", "ann");
    assertThat(done("history", "2").out())
        .startsWith("revision 2: seam catalog at 5% (live)\n  when     20")
        .contains("  by       ann, from api 127.0.0.1\n  because  a try\n");
    assertThat(facade.type("history", "99"))
        .isEqualTo(new Typed(1, "", "figleaf: The history has no revision 99.\n"));
  }

  @Test
  void panicBringsEverySeamBackAndSaysHowToUndoIt() {
    done("override", "orders", "--weight", "100%");
    assertThat(done("panic", "--because", "all is red").out())
        .isEqualTo(
            """
            revision 3 is live: panic: every seam on its old side, nothing shadowed
              catalog: all on monolith; otherwise 20% would be on catalog
              orders: all on monolith; otherwise 100% would be on catalog
            to undo it: figleaf calm
            """);
    assertThat(done("status").out())
        .containsPattern("PANIC     since 20.* ago\\), by .*: all is red\n")
        .contains("to end it: figleaf calm");
    assertThat(done("seams").out()).contains("catalog: PANIC: all on monolith");

    Typed again = done("panic");
    assertThat(again.err()).isEqualTo("it is panicked already; nothing was to be done\n");
    assertThat(again.out()).contains("catalog: all on monolith");

    assertThat(done("calm").out())
        .isEqualTo(
            """
            revision 4 is live: calm: the panic is over
              catalog: 20% on catalog
              orders: 100% on catalog
            """);
    assertThat(done("calm").err()).isEqualTo("there is no panic; nothing was to be done\n");
  }

  @Test
  void rollbackMakesARevisionLiveAgain() throws IOException {
    facade.edit("weight: 20%", "weight: 30%");
    assertThat(done("rollback", "1", "--because", "too soon").out())
        .startsWith("revision 3 is live: rolled back to revision 1\n");
    assertThat(done("seams").out()).containsPattern("catalog +20%");
    assertThat(done("status").out()).contains("rollback  to revision 1, until the rule files");
    assertThat(facade.type("rollback", "99").err()).isEqualTo("figleaf: there is no revision 99\n");
  }

  @Test
  void whoExpectedAnotherRevisionIsToldAndNothingIsDone() {
    done("override", "orders", "--weight", "6%");
    Typed typed = facade.type("override", "catalog", "--weight", "5%", "--expect", "1");
    assertThat(typed.code()).isEqualTo(1);
    assertThat(typed.err())
        .isEqualTo(
            "figleaf: Revision 2 is live, another than If-Match names. Nothing was done. Look"
                + " again: figleaf status\n");
    assertThat(done("history").out()).doesNotContain("catalog at");
  }

  @Test
  void refusedRuleFilesAreInStatusWithTheirProblems() throws IOException {
    facade.edit("weight: 20%", "weight: 120%");
    assertThat(done("status").out())
        .contains("refused   the rule files, ")
        .contains("shop.yaml:6:51 seams.catalog.weight: 120% is more than 100%")
        .contains(" is ready\n");
    assertThat(done("history", "2").out()).contains("120% is more than 100%");
  }

  @Test
  void rulesAreShownAsTheyWereAtARevisionOrATime() throws IOException {
    Instant before = Instant.now();
    facade.edit("weight: 20%", "weight: 30%");
    assertThat(done("rules").out())
        .startsWith("revision 2, since 20")
        .containsPattern("catalog +30%  monolith  catalog  header:X-User-Id +\\S*shop.yaml:6:3\n")
        .containsPattern("items +/api/catalog/\\*\\* +seam catalog");
    assertThat(done("rules", "--at", "1").out()).containsPattern("catalog +20%");
    assertThat(done("rules", "--at", before.toString()).out()).containsPattern("catalog +20%");
    assertThat(done("rules", "--at", "1", "--files").out())
        .startsWith("# --- shop.yaml\nversion: 1\nupstreams:\n")
        .contains("weight: 20%");
    assertThat(facade.type("rules", "--at", "2020-01-01").err())
        .startsWith("figleaf: The history begins later than 2020-01-01T00:00:00Z.");
  }

  @Test
  void explainAsksTheFacadeWhatWasSoThen() throws IOException {
    facade.edit("name: items", "name: wares");
    String[] now = {"explain", "GET", "/api/catalog/7", "-H", "X-User-Id: 7"};
    assertThat(done(now).out()).startsWith("GET /api/catalog/7 on localhost\nroute wares (");
    assertThat(done("explain", "GET", "/api/catalog/7", "--at", "1").out())
        .contains("\nroute items (");
    assertThat(done("explain", "GET", "/api/catalog/7", "--at", "1", "--json").out())
        .contains("\"route\" : \"items\"");
    Instant then = Instant.now().minus(9, ChronoUnit.DAYS);
    assertThat(facade.type("explain", "GET", "/", "--at", then.toString()).code()).isEqualTo(1);
  }

  @Test
  void anEndpointIsDrainedAndBroughtBack() {
    String address = facade.endpoint();
    assertThat(done("upstreams").out()).containsPattern("catalog   closed +0/0 .* 2 well");
    assertThat(done("upstreams", "catalog", "--drain", address, "--because", "disk").out())
        .containsPattern(address + " +drained");
    assertThat(done("upstreams").out()).contains("1 drained, 1 well");
    assertThat(done("upstreams", "catalog", "--restore", address).out()).doesNotContain("drained");
    assertThat(done("upstreams", "catalog", "--eject", address).out())
        .containsPattern(address + " +ejected until 20");
    assertThat(done("upstreams", "catalog", "--reset-breaker").out())
        .contains("breaker    closed, 0 of 0 calls failed");
    Typed last = facade.type("upstreams", "monolith", "--drain", address);
    assertThat(last.code()).isEqualTo(1);
    assertThat(last.err()).contains("the last one of monolith");
  }

  @Test
  void tailPrintsTheRequestsThatAreAskedForAsTheyEnd() throws Exception {
    var tail =
        CompletableFuture.supplyAsync(
            () -> facade.type("tail", "--path", "/api/orders", "-n", "2", "--json"),
            task -> Thread.ofVirtual().start(task));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              facade.get("/api/catalog/1");
              facade.get("/api/orders/1");
              return tail.isDone();
            });
    assertThat(tail.get().code()).as(tail.get().toString()).isZero();
    assertThat(tail.get().out().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("\"path\":\"/api/orders/1\""));
  }

  @Test
  void topIsDrawnOnceWithinEightyColumns() throws Exception {
    facade.get("/api/catalog/1");
    done("override", "catalog", "--weight", "5%", "--because", "x".repeat(200));
    var lines = done("top", "--once").out().lines().toList();
    assertThat(lines).allMatch(line -> line.length() <= 80);
    assertThat(lines.getFirst()).startsWith("ready  revision 2  ");
    assertThat(lines).anyMatch(line -> line.startsWith("catalog  weight 5% (override"));
    assertThat(lines).anyMatch(line -> line.startsWith("upstream  breaker"));
    assertThat(lines.getLast()).endsWith("…");
  }

  @Test
  void whatOnlyTheFacadeKnowsToBeWrongIsAWrongCallToo() {
    for (String call :
        new String[] {"override catalog --weight 5% --for long", "tail --status x"}) {
      Typed typed = facade.type(call.split(" "));
      assertThat(typed.code()).as(typed.toString()).isEqualTo(2);
      assertThat(typed.err()).contains("Try: figleaf " + call.split(" ")[0]);
    }
  }
}
