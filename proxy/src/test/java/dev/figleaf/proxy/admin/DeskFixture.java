package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.view.StatusView;
import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.upstream.UpstreamRegistry;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.Defaults;
import dev.figleaf.rules.Environment;
import dev.figleaf.rules.RuleReader;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An admin listener with a desk that stands on fakes. */
final class DeskFixture implements AutoCloseable {
  private static final String UPSTREAMS =
      """
      version: 1
      upstreams:
        monolith: { url: "http://127.0.0.1:1", breaker: { enabled: false } }
        catalog: { endpoints: ["http://127.0.0.1:2", "http://127.0.0.1:3"] }
      routes:
        - match: /**
          to: monolith
      """;

  final Vertx vertx = Vertx.vertx();
  final FakeOperations operations = new FakeOperations();
  final AccessLog access;
  final AdminClient admin;

  DeskFixture() throws TimeoutException {
    this(new AdminServer.Options("127.0.0.1", 0));
  }

  DeskFixture(AdminServer.Options options) throws TimeoutException {
    try {
      access = AccessLog.open(new AccessLog.Options(false, true, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var sources = sources(operations, access);
    admin =
        new AdminClient(
            AdminServer.start(vertx, options, sources).await(10, TimeUnit.SECONDS).port());
  }

  static AdminSources sources(FakeOperations operations, AccessLog access) {
    var desk =
        new DeskSources(
            operations,
            new FakeFigures(),
            access,
            DeskFixture::read,
            () -> new StatusView.TrafficView(8, 2, 0.25),
            "here",
            "0.1.0",
            Instant.EPOCH);
    return new AdminSources(
        () -> Readiness.READY,
        () -> SampleRules.snapshot(1),
        Optional::empty,
        upstreams()::live,
        new Caches(ProxyEvents.NOOP),
        () -> "",
        Optional.empty(),
        Optional.of(desk));
  }

  private static UpstreamRegistry upstreams() {
    var registry = new UpstreamRegistry(1, ProxyEvents.NOOP);
    var rules = ((Loaded.Ok) read(Map.of("shop.yaml", UPSTREAMS))).rules();
    var whole = rules.upstreams().values().stream().map(it -> it.orElse(Defaults.NONE)).toList();
    registry.commit(registry.prepare(whole));
    return registry;
  }

  private static Loaded read(Map<String, String> files) {
    return new RuleLoader(new RuleReader(Environment.of(Map.of()))).load(files);
  }

  @Override
  public void close() throws TimeoutException {
    vertx.close().await(10, TimeUnit.SECONDS);
    access.close();
  }
}
