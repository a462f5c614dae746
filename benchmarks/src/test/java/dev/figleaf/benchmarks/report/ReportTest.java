package dev.figleaf.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static Measured measured(String peer, double... values) {
    var measured = new Measured(peer);
    for (double value : values) {
      measured.add(Figure.CPU, value);
    }
    return measured;
  }

  private static Result result(Measured... peers) {
    return new Result(
        "get-1k",
        List.of(Figure.CPU, Figure.ALLOCATED),
        Figure.CPU,
        "nginx",
        List.of(peers),
        List.of("A note."));
  }

  @Test
  void theMiddleOfAnEvenNumberLiesBetweenTwo() {
    assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(2.5, 1, 4));
  }

  @Test
  void ratiosAreOfTheSameRound() {
    var nginx = measured("nginx", 10, 20, 10);
    var figleaf = measured("figleaf", 15, 20, 20);
    assertThat(figleaf.ratio(Figure.CPU, nginx)).contains(new Spread(1.5, 1, 2));
  }

  @Test
  void aTableHasAColumnForEachFigureAndTheRatio() {
    var result = result(measured("nginx", 10, 20), measured("figleaf", 20, 20));
    assertThat(Markdown.of(result))
        .isEqualTo(
            """
            ### get-1k

            | peer    | CPU µs/request | allocated B/request | × nginx, CPU µs/request |
            | ------- | -------------: | ------------------: | ----------------------: |
            | nginx   |           15.0 |                   – |        1.00 (1.00–1.00) |
            | figleaf |           20.0 |                   – |        1.50 (1.00–2.00) |

            A note.
            """);
  }

  @Test
  void withoutTheMeasureThereIsNoRatio() {
    assertThat(Markdown.of(result(measured("figleaf", 20))))
        .contains("| figleaf |")
        .contains("– |\n");
  }
}
