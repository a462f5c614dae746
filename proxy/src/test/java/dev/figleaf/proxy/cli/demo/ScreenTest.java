package dev.figleaf.proxy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static final Tally.Figures FIGURES =
      new Tally.Figures(
          1_250,
          1,
          1_000,
          2.04,
          9.96,
          List.of(
              new Tally.Row("catalog", 200, 1, 200, 0.2, 0.5, 1.5, 4.5),
              new Tally.Row("monolith", 1_050, 0, 800, 0.8, 0.5, 2.5, 9.9)));

  private final StringWriter out = new StringWriter();

  private Screen screen(boolean terminal) {
    return new Screen(new PrintWriter(out), terminal);
  }

  @Test
  void withoutATerminalEveryDrawingIsALine() {
    screen(false).show(Duration.ofSeconds(12), FIGURES);

    assertThat(out)
        .hasToString(
            "  12s  catalog  50.0% monolith  50.0%"
                + "   1,250 requests in 12 s, 1 failed, p50 2.0 ms, p99 10.0 ms\n");
  }

  @Test
  void onATerminalADrawingTakesThePlaceOfTheOneBefore() {
    var screen = screen(true);

    screen.show(Duration.ofSeconds(1), FIGURES);
    assertThat(out.toString())
        .contains("  monolith   ████████░░░░░░░░  50.0%  80.0%    1,050       0     2.5     9.9\n")
        .doesNotContain("\033");
    long lines = out.toString().lines().count();
    screen.show(Duration.ofSeconds(2), FIGURES);

    assertThat(out.toString()).contains("\033[" + lines + "A\033[J");
  }

  @Test
  void everyLineOfADrawingFitsInto80Columns() {
    screen(true).show(Duration.ofSeconds(1), FIGURES);

    assertThat(out.toString().lines()).allMatch(line -> line.length() < 80);
  }

  @Test
  void whatIsSaidStaysAboveTheDrawing() {
    var screen = screen(true);

    screen.show(Duration.ofSeconds(1), FIGURES);
    screen.say(List.of("said"));
    int length = out.toString().length();
    screen.show(Duration.ofSeconds(2), FIGURES);

    assertThat(out.toString()).contains("\033[Jsaid\n");
    assertThat(out.toString().substring(length)).doesNotContain("\033");
  }

  @Test
  void theSummaryNamesTheShareOfEachSide() {
    assertThat(Screen.summary(Duration.ofSeconds(20), FIGURES))
        .containsExactly(
            "1,250 requests in 20 s, 1 failed, p50 2.0 ms, p99 10.0 ms",
            "catalog served 20.0% of the catalog's 1,000 requests",
            "monolith served 80.0% of the catalog's 1,000 requests");
  }
}
