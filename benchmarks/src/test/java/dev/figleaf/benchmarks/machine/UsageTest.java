package dev.figleaf.benchmarks.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsageTest {

  @Test
  void cpuIsUserAndSystemTimeWhateverTheProcessIsCalled() {
    String stat = "12 (nginx: a) b) S 1 12 12 0 -1 4194560 9 8 7 6 150 50 3 4 20 0 1 0 99 1 1";
    assertThat(Usage.cpu(stat)).isEqualTo(2_000_000);
  }

  @Test
  void aProcessThatHasEndedUsesNothing() {
    assertThat(Usage.cpu("")).isZero();
    assertThat(Usage.resident("")).isZero();
  }

  @Test
  void memoryIsWhatIsResident() {
    assertThat(Usage.resident("VmPeak:\t 900 kB\nVmRSS:\t   512 kB\n")).isEqualTo(512 * 1024);
  }

  @Test
  void ownCpuTimeGrows() {
    long self = ProcessHandle.current().pid();
    Usage usage = Usage.of(self);
    assertThat(usage.cpuMicros()).isPositive();
    assertThat(usage.residentBytes()).isGreaterThan(1 << 20);
  }
}
