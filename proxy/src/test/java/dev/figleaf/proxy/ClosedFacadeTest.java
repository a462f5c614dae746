package dev.figleaf.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.RuleReader;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A facade that was closed leaves nothing to a process that goes on. */
class ClosedFacadeTest {
  private static final String RULES =
      """
      version: 1
      upstreams:
        monolith: { url: "http://127.0.0.1:9" }
      routes:
        - { match: /**, to: monolith }
      """;

  @Test
  void nobodyHoldsItAnyMore() throws IOException {
    WeakReference<Object> closed = startAndClose();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(closed.get()).as("what counted its requests").isNull();
            });
  }

  /** In a frame of its own: what a frame names may live as long as the frame. */
  private static WeakReference<Object> startAndClose() throws IOException {
    var loader = new RuleLoader(new RuleReader(_ -> Optional.empty()));
    var options =
        new Facade.Options(
            new EdgeSettings("127.0.0.1", 0, List.of(), "closed"),
            1,
            () -> loader.load(Map.of("rules.yaml", RULES)),
            null,
            new AccessLog.Options(false, false, null));
    try (Facade facade = ((Facade.Started.Ok) Facade.start(options)).facade()) {
      return new WeakReference<>(facade.events());
    }
  }
}
