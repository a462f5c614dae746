package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.HealthResult;
import dev.figleaf.proxy.telemetry.MicrometerEvents;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.Defaults;
import dev.figleaf.rules.RuleReader;
import dev.figleaf.rules.UpstreamSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The endpoints of an upstream, with a clock that a test moves. */
final class SetUnderTest implements AutoCloseable {
  final ManualTime time = new ManualTime();
  final List<EndpointPools> retired = new ArrayList<>();
  private final MicrometerEvents events = new MicrometerEvents("test", () -> 0);
  private final EndpointSet.Surroundings around =
      new EndpointSet.Surroundings(1, time, time, retired::add, new Drained());
  private EndpointSet set;

  /** Those of an upstream that is written so, as {@code endpoints: [...]}. */
  SetUnderTest(String settings) {
    set = made(settings, null);
    set.tell();
  }

  /** So many endpoints, and what else is written. */
  static SetUnderTest of(int endpoints, String more) {
    return new SetUnderTest("endpoints: " + urls(endpoints) + (more.isEmpty() ? "" : ", " + more));
  }

  static List<String> urls(int endpoints) {
    return IntStream.rangeClosed(1, endpoints)
        .mapToObj("\"http://10.0.0.%d:8080\""::formatted)
        .toList();
  }

  /** Takes a new rule set, as a reload does. */
  SetUnderTest reload(String settings) {
    EndpointSet before = set;
    if (!before.isFor(spec(settings))) {
      set = made(settings, before);
      before.retire(set);
      set.tell();
    }
    return this;
  }

  private EndpointSet made(String settings, @Nullable EndpointSet before) {
    return new EndpointSet(spec(settings), before, events.upstream("shop"), around);
  }

  static UpstreamSpec spec(String settings) {
    String yaml =
        """
        version: 1
        upstreams: { shop: { %s } }
        routes: [{ match: /**, to: shop }]
        """
            .formatted(settings);
    return switch (new RuleLoader(new RuleReader(_ -> Optional.empty()))
        .load(Map.of("rules.yaml", yaml))) {
      case Loaded.Ok ok ->
          Objects.requireNonNull(ok.rules().upstreams().get("shop")).orElse(Defaults.NONE);
      case Loaded.Rejected(var problems, _, _) -> throw new AssertionError(problems.toString());
    };
  }

  EndpointSet set() {
    return set;
  }

  Members members() {
    return set.members();
  }

  Endpoint endpoint(int number) {
    return members().all().get(number - 1);
  }

  /** Those that requests go to, as text. */
  List<String> chosen() {
    return List.of(members().chosen()).stream().map(Endpoint::toString).toList();
  }

  void fail(int number, int times) {
    Endpoint endpoint = endpoint(number);
    for (int i = 0; i < times; i++) {
      endpoint.failed();
    }
  }

  void answer(int number, HealthResult... results) {
    for (HealthResult result : results) {
      Endpoint endpoint = endpoint(number);
      set.answered(endpoint, endpoint.health().orElseThrow(), result);
    }
  }

  String scrape() {
    return events.scrape();
  }

  @Override
  public void close() {
    events.close();
  }
}
