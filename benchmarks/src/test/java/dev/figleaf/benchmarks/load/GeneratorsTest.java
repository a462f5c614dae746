package dev.figleaf.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class GeneratorsTest {

  @Test
  void wrkTellsMicrosecondsAndEveryKindOfFailure() {
    var answers = Wrk.parse("Running 2s test\nANSWERS 1000 3 2000000 500.0 1500.000 9000.00\n");
    assertThat(answers).isEqualTo(new Answers(1_000, 1_000, 3, 2.0, 0.5, 1.5, 9.0));
    assertThat(answers.perSecond()).isEqualTo(500);
  }

  @Test
  void hyperfoilCountsItsWarmUpOnlyInTheTotal() {
    assertThat(Hyperfoil.parse("log\nANSWERS 1600 1000 0 0.25 1.5 7.0\n", 5))
        .isEqualTo(new Answers(1_600, 1_000, 0, 5, 0.25, 1.5, 7.0));
  }

  @Test
  void h2loadTellsEachRequest() {
    String said =
        "requests: 100 total, 4 started, 4 done, 3 succeeded, 1 failed, 0 errored, 0 timeout";
    assertThat(H2load.parse(said, new long[] {1_000, 2_000, 3_000, 4_000}, 2))
        .isEqualTo(new Answers(4, 3, 1, 2, 3.0, 4.0, 4.0));
  }

  @Test
  void aGeneratorWithoutAnswersSaysWhatItSaid() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Wrk.parse("unable to connect"))
        .withMessageContaining("unable to connect");
  }

  @Test
  void aBrowserSendsFifteenHeadersWithHost() {
    assertThat(Load.ofBrowser()).hasSize(14).doesNotContainKey("Host");
  }
}
