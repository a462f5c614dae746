package dev.figleaf.proxy.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of an upstream's guard: its breaker, its bulkhead, its refusals.
 *
 * <p>They are there from the first {@link #watch} on. Thread-safe.
 */
final class GuardMeters {
  private static final List<String> STATES = List.of("closed", "open", "half_open", "disabled");

  private final MeterRegistry registry;
  private final Tags tags;
  private final List<Meter> registered;
  private final Map<String, Counter> refusals = new ConcurrentHashMap<>();
  private final Map<String, Counter> transitions = new ConcurrentHashMap<>();
  private volatile @Nullable GuardFigures guard;

  /**
   * @param registered where every meter is added, so that it can be removed again
   */
  GuardMeters(MeterRegistry registry, Tags tags, List<Meter> registered) {
    this.registry = registry;
    this.tags = tags;
    this.registered = registered;
  }

  /** Called by one thread at a time. */
  void watch(GuardFigures figures) {
    boolean first = guard == null;
    guard = figures;
    if (first) {
      register(figures);
    }
  }

  private void register(GuardFigures figures) {
    for (String state : STATES) {
      gauge(
          "figleaf.upstream.breaker.state",
          "1 for the state that the breaker is in, 0 for the others.",
          Tags.of("state", state),
          it -> it.breakerWord().equals(state) ? 1 : 0);
    }
    permits("request", "in_use", GuardFigures::requestsInFlight);
    permits("request", "available", GuardFigures::requestsAvailable);
    permits("tunnel", "in_use", GuardFigures::tunnelsOpen);
    permits("tunnel", "available", GuardFigures::tunnelsAvailable);
    gauge(
        "figleaf.upstream.permits.waiting",
        "Requests that wait for others to end.",
        Tags.empty(),
        GuardFigures::requestsWaiting);
    STATES.subList(0, 3).forEach(state -> transitions.put(state, transition(state)));
    figures.refusals().forEach(code -> refusals.put(code, refusal(code)));
  }

  private void permits(String call, String state, ToDoubleFunction<GuardFigures> value) {
    gauge(
        "figleaf.upstream.permits",
        "Calls that the bulkhead let in, and how many more it would.",
        Tags.of("call", call, "state", state),
        value);
  }

  private void gauge(
      String name, String description, Tags more, ToDoubleFunction<GuardFigures> value) {
    registered.add(
        Gauge.builder(name, this, it -> it.ask(value))
            .description(description)
            .tags(tags.and(more))
            .strongReference(true)
            .register(registry));
  }

  private double ask(ToDoubleFunction<GuardFigures> value) {
    GuardFigures figures = guard;
    return figures == null ? 0 : value.applyAsDouble(figures);
  }

  private Counter transition(String state) {
    return counter(
        "figleaf.upstream.breaker.transitions",
        "How often the breaker came into a state.",
        "state",
        state);
  }

  private Counter refusal(String code) {
    return counter("figleaf.upstream.refused", "Calls that were not made.", "code", code);
  }

  private Counter counter(String name, String description, String label, String value) {
    Counter counter =
        Counter.builder(name)
            .description(description)
            .tags(tags)
            .tag(label, value)
            .register(registry);
    registered.add(counter);
    return counter;
  }

  void changed(String state) {
    count(transitions.get(state));
  }

  void refused(String code) {
    count(refusals.get(code));
  }

  private static void count(@Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }

  /** Whether nothing is in flight that a permit was given for. */
  boolean idle() {
    GuardFigures figures = guard;
    return figures == null
        || (figures.requestsInFlight() == 0
            && figures.tunnelsOpen() == 0
            && figures.requestsWaiting() == 0);
  }
}
