package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.upstream.SharedMemory;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private final SharedMemory memory = new SharedMemory(3 * Lease.PIECE);

  @Test
  void littleIsTakenAsOnePieceAndOnce() {
    var lease = new Lease(memory);
    assertThat(lease.take(30)).isTrue();
    assertThat(lease.take(30)).isTrue();
    assertThat(memory.held()).isEqualTo(Lease.PIECE);
  }

  @Test
  void whatDoesNotFitIsNotTaken() {
    var first = new Lease(memory);
    var second = new Lease(memory);
    assertThat(first.take(2 * Lease.PIECE)).isTrue();
    assertThat(second.take(2 * Lease.PIECE)).isFalse();
    assertThat(memory.held()).isEqualTo(2 * Lease.PIECE);
  }

  @Test
  void everythingComesBackAtTheEndAndOnce() {
    var lease = new Lease(memory);
    assertThat(lease.take(30)).isTrue();
    assertThat(lease.take(2 * Lease.PIECE)).isTrue();
    lease.end();
    lease.end();
    assertThat(memory.held()).isZero();
  }

  @Test
  void whatIsGivenBackMayBeTakenAgain() {
    var lease = new Lease(memory);
    assertThat(lease.take(3 * Lease.PIECE)).isTrue();
    assertThat(lease.take(-Lease.PIECE)).isTrue();
    assertThat(lease.take(Lease.PIECE)).isTrue();
    assertThat(memory.held()).isEqualTo(3 * Lease.PIECE);
  }

  @Test
  void whatIsTakenAfterTheEndIsNotKept() {
    var lease = new Lease(memory);
    lease.end();
    assertThat(lease.take(30)).isTrue();
    assertThat(memory.held()).isZero();
  }
}
