package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A limit on calls in flight that changes under them. */
@Timeout(value = 5, unit = TimeUnit.SECONDS)
class ResizableBulkheadTest {
  private final ResizableBulkhead bulkhead = new ResizableBulkhead("legacy", 3);

  private int enterAll() {
    int entered = 0;
    while (bulkhead.tryEnter()) {
      entered++;
    }
    return entered;
  }

  @Test
  void letsInNoMoreThanItsLimit() {
    assertThat(enterAll()).isEqualTo(3);
    assertThat(bulkhead.inUse()).isEqualTo(3);
    assertThat(bulkhead.available()).isZero();
  }

  @Test
  void whoLeavesMakesRoomForOne() {
    enterAll();
    bulkhead.leave();
    assertThat(enterAll()).isEqualTo(1);
  }

  @Test
  void aHigherLimitMakesRoomAtOnce() {
    enterAll();
    bulkhead.resize(5);
    assertThat(enterAll()).isEqualTo(2);
    assertThat(bulkhead.inUse()).isEqualTo(5);
  }

  @Test
  void aLowerLimitTakesWhatIsFree() {
    assertThat(bulkhead.tryEnter()).isTrue();
    bulkhead.resize(2);
    assertThat(enterAll()).isEqualTo(1);
  }

  @Test
  void aLowerLimitWaitsForNobodyAndHoldsOnceEnoughHaveLeft() {
    enterAll();
    bulkhead.resize(1);
    assertThat(bulkhead.inUse()).isEqualTo(3);
    bulkhead.leave();
    bulkhead.leave();
    assertThat(bulkhead.tryEnter()).isFalse();
    bulkhead.leave();
    assertThat(enterAll()).isEqualTo(1);
  }

  @Test
  void nothingIsLostOrWonWhileManyComeAndGoAndTheLimitChanges() throws Exception {
    var over = new AtomicBoolean();
    try (var visitors = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        visitors.submit(() -> comeAndGoUntil(over));
      }
      for (int i = 0; i < 2_000; i++) {
        bulkhead.resize(1 + i % 7);
        Thread.onSpinWait();
      }
      over.set(true);
    }
    bulkhead.resize(5);
    assertThat(bulkhead.inUse()).isZero();
    assertThat(enterAll()).isEqualTo(5);
  }

  private void comeAndGoUntil(AtomicBoolean over) {
    while (!over.get()) {
      if (bulkhead.tryEnter()) {
        Thread.yield();
        bulkhead.leave();
      }
    }
  }

  @Test
  void aLimitThatIsRaisedAgainForgivesWhatIsOwed() {
    enterAll();
    bulkhead.resize(1);
    bulkhead.resize(3);
    assertThat(bulkhead.tryEnter()).isFalse();
    bulkhead.leave();
    assertThat(enterAll()).isEqualTo(1);
    assertThat(bulkhead.inUse()).isEqualTo(3);
  }
}
