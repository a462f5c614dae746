package dev.figleaf.proxy.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The meters of one subject in a registry. What they count by is a closed vocabulary. */
final class MicrometerShadow implements ShadowMeters, Retirable {
  private final MeterRegistry registry;
  private final String subject;
  private final Map<String, Counter> copies = new ConcurrentHashMap<>();
  private final Map<String, Counter> leftOut = new ConcurrentHashMap<>();
  private final Map<String, Counter> pairs = new ConcurrentHashMap<>();
  private volatile boolean removed;

  MicrometerShadow(MeterRegistry registry, String subject) {
    this.registry = registry;
    this.subject = subject;
    for (String role : List.of("control", "candidate")) {
      copies.put(role, copies(role));
    }
  }

  private Counter copies(String role) {
    return Counter.builder("figleaf.shadow.copies")
        .description("Copies of requests that were sent.")
        .tags("subject", subject, "role", role)
        .register(registry);
  }

  private Counter leftOutFor(String reason) {
    return Counter.builder("figleaf.shadow.left.out")
        .description("Requests that were not copied, and pairs that were not compared.")
        .tags("subject", subject, "reason", reason)
        .register(registry);
  }

  private Counter pairs(String finding) {
    return Counter.builder("figleaf.shadow.pairs")
        .description("Pairs of answers that were compared, by what was found.")
        .tags("subject", subject, "finding", finding)
        .register(registry);
  }

  @Override
  public void copied(String role) {
    count(copies, role, this::copies, 1);
  }

  @Override
  public void leftOut(String reason, long count) {
    count(leftOut, reason, this::leftOutFor, count);
  }

  @Override
  public void found(String finding, long count) {
    count(pairs, finding, this::pairs, count);
  }

  /** What is told late, of a subject that is no more, must not bring its meters back. */
  private void count(
      Map<String, Counter> all, String label, Function<String, Counter> make, long count) {
    if (removed) {
      return;
    }
    Counter counter = all.computeIfAbsent(label, make);
    counter.increment(count);
    if (removed) {
      registry.remove(counter);
    }
  }

  @Override
  public boolean idle() {
    return true;
  }

  @Override
  public void remove() {
    removed = true;
    List.of(copies, leftOut, pairs).forEach(all -> all.values().forEach(registry::remove));
  }
}
