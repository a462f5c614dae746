package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.EdgeSettings;
import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.ListenAddress;
import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.proxy.admin.AdminServer;
import dev.figleaf.proxy.control.Snapshot;
import dev.figleaf.proxy.telemetry.AccessLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Starts a facade as a config says. */
final class FacadeStart {
  private FacadeStart() {}

  /**
   * Starts it, or says why not.
   *
   * @param watch the folder or file to watch, or null
   * @throws IOException with a sentence for the operator
   */
  static Facade.Started start(ProcessConfig config, RuleSource rules, @Nullable Path watch)
      throws IOException {
    return Facade.start(options(config, rules, watch));
  }

  private static Facade.Options options(
      ProcessConfig config, RuleSource rules, @Nullable Path watch) {
    ListenAddress listen = config.listen();
    var edge =
        new EdgeSettings(
            listen.host(),
            listen.port(),
            config.trustedProxies(),
            instance(config),
            config.limits());
    Integer loops = config.eventLoops();
    return new Facade.Options(
        edge,
        loops == null ? Runtime.getRuntime().availableProcessors() : loops,
        rules,
        watch,
        accessLog(config.accessLog()),
        new AdminServer.Options(config.admin().listen().host(), config.admin().listen().port()));
  }

  private static AccessLog.Options accessLog(ProcessConfig.AccessLog log) {
    return new AccessLog.Options(
        log.enabled(), log.query(), log.file() == null ? null : Path.of(log.file()));
  }

  private static String instance(ProcessConfig config) {
    return config.instance() == null
        ? "figleaf-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
        : config.instance();
  }

  /** One line about a facade that runs. */
  static String line(ProcessConfig config, Facade facade) {
    Snapshot live = facade.rules().live();
    return "listening on "
        + config.listen().withPort(facade.port()).url()
        + ", admin on "
        + adminUrl(config, facade)
        + ", rules revision "
        + live.revision()
        + ", upstreams "
        + String.join(", ", live.rules().upstreams().keySet());
  }

  /** Where a browser on this machine finds the admin listener. */
  static String adminUrl(ProcessConfig config, Facade facade) {
    ListenAddress admin = config.admin().listen();
    return admin.withPort(facade.adminPort().orElse(admin.port())).url();
  }
}
