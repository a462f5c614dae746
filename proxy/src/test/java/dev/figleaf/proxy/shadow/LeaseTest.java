package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeaseTest {
  private final ShadowMemory memory = new ShadowMemory(100);

  @Test
  void whatDoesNotFitIsNotTaken() {
    var first = new Lease(memory);
    var second = new Lease(memory);
    assertThat(first.take(60)).isTrue();
    assertThat(second.take(60)).isFalse();
    assertThat(memory.held()).isEqualTo(60);
  }

  @Test
  void everythingComesBackAtTheEndAndOnce() {
    var lease = new Lease(memory);
    assertThat(lease.take(30)).isTrue();
    assertThat(lease.take(30)).isTrue();
    lease.end();
    lease.end();
    assertThat(memory.held()).isZero();
  }

  @Test
  void whatIsLessThanBeforeComesBackAtOnce() {
    var lease = new Lease(memory);
    assertThat(lease.take(80)).isTrue();
    assertThat(lease.take(-50)).isTrue();
    assertThat(memory.held()).isEqualTo(30);
    lease.end();
    assertThat(memory.held()).isZero();
  }

  @Test
  void whatIsTakenAfterTheEndIsNotKept() {
    var lease = new Lease(memory);
    lease.end();
    assertThat(lease.take(30)).isTrue();
    assertThat(memory.held()).isZero();
  }
}
