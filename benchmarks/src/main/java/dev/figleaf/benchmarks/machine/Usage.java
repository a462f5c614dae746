package dev.figleaf.benchmarks.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What processes used: CPU time since they began, and memory now.
 *
 * <p>From {@code /proc/PID/stat} (user + system of all threads, also of those that ended) and
 * {@code /proc/PID/status}; see proc(5).
 *
 * @param cpuMicros in steps of 10,000: Linux counts hundredths of a second
 * @param residentBytes VmRSS
 */
public record Usage(long cpuMicros, long residentBytes) {
  private static final long MICROS_PER_TICK = 10_000;
  private static final int UTIME = 11;
  private static final int STIME = 12;

  static Usage of(long... pids) {
    long cpu = 0;
    long resident = 0;
    for (long pid : pids) {
      cpu += cpu(read(pid, "stat"));
      resident += resident(read(pid, "status"));
    }
    return new Usage(cpu, resident);
  }

  static long cpu(String stat) {
    if (stat.isEmpty()) {
      return 0;
    }
    // The name stands in parentheses and may hold spaces: count from behind it, at field 3.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * MICROS_PER_TICK;
  }

  static long resident(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }

  /** Empty where the process has just ended. */
  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
