package dev.figleaf.proxy.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The bounds of what is remembered. */
class RingTest {
  private static Descriptor at(long time) {
    return new Descriptor(
        time, 1, "GET", "", "/", false, List.of(), List.of(), List.of(), List.of(), null, List.of(),
        List.of(), "-", "-", 200);
  }

  private static List<Long> times(Ring ring) {
    return ring.all().stream().map(Descriptor::at).sorted().toList();
  }

  @Test
  void theLastOnesAreKept() {
    var ring = new Ring(3, 1_000_000);
    for (long time = 1; time <= 5; time++) {
      ring.add(at(time), 100);
    }

    assertThat(times(ring)).containsExactly(3L, 4L, 5L);
    assertThat(ring.hasForgotten()).isTrue();
  }

  @Test
  void bytesBoundItToo() {
    var ring = new Ring(100, 1_000);
    for (long time = 1; time <= 5; time++) {
      ring.add(at(time), 300);
    }
    assertThat(times(ring)).containsExactly(3L, 4L, 5L);

    ring.add(at(6), 900);
    assertThat(times(ring)).containsExactly(6L);
  }

  @Test
  void aRingThatIsNotFullHasForgottenNothing() {
    var ring = new Ring(3, 1_000_000);
    ring.add(at(1), 100);

    assertThat(ring.hasForgotten()).isFalse();
  }

  @Test
  void roomIsTakenAsItIsNeededAndTheOrderStays() {
    var ring = new Ring(1_000, 1_000_000);
    for (long time = 1; time <= 1_700; time++) {
      ring.add(at(time), 300);
      assertThat(ring.all()).hasSize((int) Math.min(time, 1_000));
    }

    assertThat(times(ring))
        .isEqualTo(java.util.stream.LongStream.rangeClosed(701, 1_700).boxed().toList());
  }
}
