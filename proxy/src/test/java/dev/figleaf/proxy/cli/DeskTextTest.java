package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.admin.view.OverrideView;
import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.proxy.admin.view.StatusView;
import dev.figleaf.proxy.admin.view.UpstreamView;
import dev.figleaf.rules.Percentage;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What the operator's commands print, to the letter. */
class DeskTextTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final OverrideView OVERRIDE =
      new OverrideView("catalog", "5%", "20%", NOW, NOW.plusSeconds(3_500), "ann", "error spike");

  private final Output output =
      new Output(
          new CommandLine(new VersionCommand())
              .setOut(new PrintWriter(Writer.nullWriter()))
              .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF)));

  private static EventView event(String summary, @Nullable String because) {
    return new EventView(
        7,
        NOW.minusSeconds(120),
        "here",
        "ann",
        "api 127.0.0.1",
        because,
        null,
        "panicked",
        summary,
        null,
        List.of("seam catalog: weight 20% is 30%"),
        true);
  }

  private static StatusView status(boolean bad) {
    return new StatusView(
        "here",
        "0.1.0",
        NOW.minusSeconds(7_200),
        bad ? "draining" : "ready",
        7,
        NOW.minusSeconds(120),
        bad ? 4L : null,
        bad
            ? new StatusView.RejectionView(
                NOW.minusSeconds(60), List.of("shop.yaml:14:7 seams.catalog.weight: too much"))
            : null,
        bad ? event("panic", "all is red") : null,
        bad ? List.of(OVERRIDE) : List.of(),
        new StatusView.StoreView(!bad, true, bad ? 3 : 0),
        List.of(
            new StatusView.ReplicaView("here", 7, NOW, true, false),
            new StatusView.ReplicaView("there", bad ? 6 : 7, NOW.minusSeconds(3), false, bad)),
        new StatusView.TrafficView(80.12, 2, bad ? 0.0312 : 0.0));
  }

  private static SeamView seam(@Nullable OverrideView override) {
    return new SeamView(
        "catalog",
        "shop.yaml:17:3",
        "monolith",
        "catalog",
        override == null ? "20%" : "5%",
        "20%",
        override,
        false,
        0.198,
        80.12,
        3,
        new SeamView.SideView("monolith", 64.1, 0.0, 4.0, 12.1, 20.0),
        new SeamView.SideView("catalog", 16.0, 0.012, 1.0, 3.2, 1_234.5),
        List.of("catalog", "home"),
        new SeamView.VerdictView("not_ready", "price differs on 1.0%", 1_000, 2, NOW));
  }

  private static UpstreamView upstream(String breaker) {
    return new UpstreamView(
        "catalog",
        new UpstreamView.BreakerView(breaker, null, 24, 15, 0, NOW.minusSeconds(9), NOW),
        new UpstreamView.BulkheadView(200, 3, 0, 1, 100, 1),
        List.of(
            new UpstreamView.EndpointView(
                "10.0.0.7:8082", "a", "well", false, true, 0, 0, 1, null, NOW, "passed"),
            new UpstreamView.EndpointView(
                "10.0.0.8:8082", "a", "ejected", true, false, 3, 5, 1, NOW, null, null)));
  }

  @Test
  void statusIsShortWhereAllIsWell() {
    assertThat(StatusText.of(status(false), output, NOW))
        .containsExactly(
            "here is ready",
            "  revision  7, live since 2026-01-02T03:02:05Z (2 min ago)",
            "  traffic   80.1 requests/s, 2 in flight, 0% errors",
            "  store     up, shared by replicas",
            "  replicas  2, none lags",
            "            here runs revision 7, this one",
            "            there runs revision 7, heard of 3 s ago",
            "  started   2026-01-02T01:04:05Z (2 h ago), version 0.1.0");
  }

  @Test
  void statusBeginsWithWhatIsWrong() {
    assertThat(StatusText.of(status(true), output, NOW))
        .containsExactly(
            "here is not ready: draining",
            "  PANIC     since 2026-01-02T03:02:05Z (2 min ago), by ann: all is red",
            "            every seam is on its old side, nothing is shadowed; to end it: figleaf"
                + " calm",
            "  refused   the rule files, 60 s ago; what was live goes on",
            "            shop.yaml:14:7 seams.catalog.weight: too much",
            "  revision  7, live since 2026-01-02T03:02:05Z (2 min ago)",
            "  rollback  to revision 4, until the rule files change",
            "  override  catalog at 5% in place of 20%, until 2026-01-02T04:02:25Z (in 58 min), by"
                + " ann: error spike",
            "  traffic   80.1 requests/s, 2 in flight, 3.1% errors",
            "  store     down; 3 events waiting on disk; traffic does not need it",
            "  replicas  2, 1 lagging",
            "            here runs revision 7, this one",
            "            there runs revision 6, heard of 3 s ago, lags",
            "  started   2026-01-02T01:04:05Z (2 h ago), version 0.1.0");
  }

  @Test
  void seamsAreATableWithNotesBelow() {
    assertThat(new SeamText(output, NOW).all(List.of(seam(OVERRIDE))))
        .containsExactly(
            "seam     weight   seen  req/s  errors from/to  p95 ms from/to  rescued  verdict",
            "catalog      5%  19.8%   80.1       0% / 1.2%      12.1 / 3.2        3  NOT READY",
            "catalog: override: 5% in place of 20%, until 2026-01-02T04:02:25Z (in 58 min), by ann:"
                + " error spike");
  }

  @Test
  void oneSeamIsToldWithBothOfItsSides() {
    assertThat(new SeamText(output, NOW).one(seam(null)))
        .containsExactly(
            "catalog: 20% of clients to catalog, the others to monolith",
            "  written  20% at shop.yaml:17:3",
            "  seen     19.8% of 80.1 requests/s went to catalog in the last minute",
            "  rescued  3 requests",
            "  routes   catalog, home",
            "  verdict  NOT READY: price differs on 1.0%",
            "  side  upstream  req/s  errors  p50 ms  p95 ms  p99 ms",
            "  from  monolith   64.1      0%     4.0    12.1    20.0",
            "  to    catalog    16.0    1.2%     1.0     3.2   1,235");
  }

  @Test
  void oneUpstreamIsToldWithItsEndpoints() {
    assertThat(new UpstreamText(output, NOW).one(upstream("open")))
        .containsExactly(
            "catalog",
            "  breaker    open since 2026-01-02T03:03:56Z (9 s ago), 15 of 24 calls failed",
            "  in flight  3 of at most 200, 1 waiting, 1 tunnel",
            "  endpoint       state                                        in flight  failures"
                + "  share  checked",
            "  10.0.0.7:8082  drained                                              0         0"
                + "   100%  passed 0 s ago",
            "  10.0.0.8:8082  ejected, reserve until 2026-01-02T03:04:05Z          3         5"
                + "   100%  -");
  }

  @Test
  void anotherWeightIsSaidBeforeItIsLive() {
    assertThat(Moves.of(seam(null), Percentage.parse("45%")))
        .isEqualTo(
            "catalog: 20% -> 45%; 25% of its clients go to catalog, with about 20.0 of 80.1"
                + " requests/s");
    assertThat(Moves.of(seam(null), Percentage.parse("20%")))
        .isEqualTo("catalog: 20% -> 20%; no client moves");
  }

  @Test
  void topIsDrawnWithinEightyColumns() {
    var seen =
        new TopFrame.Seen(
            status(true),
            List.of(seam(OVERRIDE)),
            List.of(upstream("half_open")),
            event("panic: every seam on its old side, nothing shadowed", "all is red"));
    assertThat(TopFrame.of(seen, Duration.ofSeconds(9), 80, NOW))
        .allMatch(line -> line.length() <= 80)
        .containsExactly(
            "draining  revision 7  80.1 requests/s, 2 in flight, 3.1% errors  here",
            "STALE: nothing heard for 9 s; trying again",
            "PANIC since 2 min ago, by ann: all is red",
            "REFUSED: the rule files have errors; see figleaf status",
            "ROLLED BACK to revision 4",
            "",
            "catalog  weight 5% (override; file says 20%)  seen 19.8%  80.1/s  rescued 3",
            "  catalog        ██████░░░░░░░░░░░░░░░░░░░░░░░░     16.0/s   1.2% err     3.2 ms",
            "  monolith       ████████████████████████░░░░░░     64.1/s     0% err    12.1 ms",
            "",
            "upstream  breaker    in flight  waiting  endpoints",
            "catalog   half open      3/200        1  1 drained, 1 ejected",
            "",
            "revision 7, 2 min ago, by ann: panic: every seam on its old side, nothing shado…");
  }

  @Test
  void aRequestIsALineThatGivesTheTerminalNoOrder() {
    var request =
        AskedFacade.tree(
            """
            {"time":"2026-01-02T03:04:05.123Z","method":"GET","path":"/a\\u001b[2J","query":"b=\\n",
             "status":503,"code":"breaker-open","route":"items","upstream":"catalog",
             "seam":"catalog","total_ms":12.345,"rescued":"connect-refused"}""");
    assertThat(new TailText(output).of(request))
        .isEqualTo(
            "03:04:05.123 503 GET /a?[2J?b=?  12.3 ms  catalog  route items  seam catalog"
                + "  code breaker-open  rescued connect-refused");
  }

  @Test
  void serverSentEventsArePutTogetherFromTheirLines() {
    var events = new ServerSent();
    assertThat(events.line("retry: 2000")).isEmpty();
    assertThat(events.line("event: change")).isEmpty();
    assertThat(events.line("data: {}")).isEmpty();
    assertThat(events.line("")).contains(new ServerSent.Event("change", "{}"));
    assertThat(events.line(":")).isEmpty();
    assertThat(events.line("")).isEmpty();
  }

  @Test
  void timesAreSaidInManyWays() {
    assertThat(At.parse("7", NOW).query()).isEqualTo("?revision=7");
    assertThat(At.parse("2026-01-01T10:00Z", NOW).query())
        .isEqualTo("?at=2026-01-01T10%3A00%3A00Z");
    assertThat(At.parse("2h", NOW).query()).isEqualTo("?at=2026-01-02T01%3A04%3A05Z");
    assertThat(At.parse("2026-01-01", NOW).query()).isEqualTo("?at=2026-01-01T00%3A00%3A00Z");
  }
}
