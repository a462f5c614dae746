package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.figleaf.rules.Percentage;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {
  private static final int MANY = 100_000;

  private static List<String> random() {
    var random = RandomGenerator.of("L64X128MixRandom");
    return Stream.generate(() -> "%016x%016x".formatted(random.nextLong(), random.nextLong()))
        .limit(MANY)
        .toList();
  }

  /** As tracers make them whose ids begin with the time. */
  private static List<String> counted() {
    return IntStream.range(0, MANY).mapToObj("4bf92f3577b34da6a3ce%012x"::formatted).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.1%", "10%", "50%"})
  void drawsItsShareOfWhateverIds(String share) {
    Percentage wanted = Percentage.parse(share);
    for (List<String> ids : List.of(random(), counted())) {
      long drawn = ids.stream().filter(id -> Sampling.COPY.draws(id, wanted)).count();
      // Five standard deviations of a binomial draw.
      double spread = 5 * Math.sqrt(wanted.fraction() * (1 - wanted.fraction()) / MANY);
      assertThat((double) drawn / MANY).isCloseTo(wanted.fraction(), within(spread));
    }
  }

  @Test
  void drawsTheSameTracesAgainAndMoreOfThemWithALargerShare() {
    for (String id : random().subList(0, 1_000)) {
      if (Sampling.COPY.draws(id, 0.1)) {
        assertThat(Sampling.COPY.draws(id, 0.1)).isTrue();
        assertThat(Sampling.COPY.draws(id, 0.2)).isTrue();
      }
    }
  }

  @Test
  void drawsForOnePurposeWithoutRegardToAnother() {
    List<String> copied = random().stream().filter(id -> Sampling.COPY.draws(id, 0.1)).toList();
    long both = copied.stream().filter(id -> Sampling.NOISE.draws(id, 0.1)).count();
    assertThat((double) both / copied.size()).isCloseTo(0.1, within(0.02));
  }

  @Test
  void drawsAllOfAllAndNoneOfNone() {
    assertThat(random()).allMatch(id -> Sampling.COPY.draws(id, Percentage.ALL));
    assertThat(random()).noneMatch(id -> Sampling.COPY.draws(id, Percentage.ZERO));
  }
}
