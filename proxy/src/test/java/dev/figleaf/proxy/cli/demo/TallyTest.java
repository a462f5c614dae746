package dev.figleaf.proxy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final long MILLI = 1_000_000;

  private final Tally tally = new Tally();

  private void add(String upstream, boolean seam, long at) {
    tally.add(new Tally.Answer(upstream, seam, false, MILLI, at));
  }

  @Test
  void onlyRequestsOfTheSeamCountInTheShare() {
    add("catalog", true, 0);
    LongStream.range(0, 3).forEach(at -> add("monolith", true, at));
    LongStream.range(0, 5).forEach(at -> add("monolith", false, at));

    Tally.Figures figures = tally.figures(10);

    assertThat(figures.requests()).isEqualTo(9);
    assertThat(figures.seamRequests()).isEqualTo(4);
    assertThat(figures.share("catalog")).isEqualTo(0.25);
    assertThat(figures.share("monolith")).isEqualTo(0.75);
    assertThat(figures.share("nobody")).isZero();
  }

  @Test
  void nowForgetsWhatIsOlderThanASecond() {
    add("monolith", true, 0);
    add("catalog", true, Tally.NOW_NANOS);

    assertThat(tally.figures(Tally.NOW_NANOS).rows())
        .extracting(Tally.Row::now)
        .containsExactly(0.5, 0.5);
    assertThat(tally.figures(Tally.NOW_NANOS + 1).rows())
        .extracting(Tally.Row::now)
        .containsExactly(1.0, 0.0);
  }

  @Test
  void percentilesAreOfTheLatestAnswers() {
    for (int i = 0; i < 2 * Tally.LATEST; i++) {
      long millis = i < Tally.LATEST ? 5_000 : i % 100;
      tally.add(new Tally.Answer("monolith", true, false, millis * MILLI, i));
    }

    Tally.Figures figures = tally.figures(0);

    assertThat(figures.p50()).isCloseTo(50, within(1.0));
    assertThat(figures.p99()).isCloseTo(99, within(1.0));
  }

  @Test
  void failuresAreCountedWhereTheyHappened() {
    tally.add(new Tally.Answer("nobody", true, true, MILLI, 0));
    add("monolith", true, 0);

    assertThat(tally.figures(0).failures()).isEqualTo(1);
    assertThat(tally.figures(0).rows()).extracting(Tally.Row::failures).containsExactly(0L, 1L);
  }
}
