package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Choosing an endpoint leaves nothing behind. */
class ChoiceAllocationTest {
  private static final int ROUNDS = 50_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @ValueSource(strings = {"least-requests", "round-robin", "random", "{ hash: ip }"})
  void aChoiceAllocatesNothing(String balance, TestReporter report) {
    try (var set = SetUnderTest.of(5, "balance: " + balance)) {
      set.fail(1, 5);
      set.time.pass(Duration.ofSeconds(31));
      set.set().tick();
      assertThat(set.members().hasReturning()).isTrue();
      Balancer balancer = Balancer.of(set.set().spec().balance(), 1);
      var caller = new ScriptedCaller(7, set.time);
      choose(balancer, set.members(), caller);
      long thread = Thread.currentThread().threadId();
      long before = threads.getThreadAllocatedBytes(thread);
      choose(balancer, set.members(), caller);
      double bytes = (double) (threads.getThreadAllocatedBytes(thread) - before) / ROUNDS;
      report.publishEntry("bytes of a choice", Double.toString(bytes));
      assertThat(bytes).as("bytes of a choice").isLessThan(1);
    }
  }

  private static void choose(Balancer balancer, Members members, ScriptedCaller caller) {
    for (int i = 0; i < ROUNDS; i++) {
      assert balancer.choose(members, caller, i, List.of()) != null;
    }
  }
}
