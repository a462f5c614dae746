package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.ListenAddress;
import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.proxy.admin.AdminServer;
import dev.figleaf.proxy.control.Snapshot;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.edge.ListenerSettings;
import dev.figleaf.proxy.edge.ServerTls;
import dev.figleaf.proxy.edge.TlsFiles;
import dev.figleaf.proxy.telemetry.AccessLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
      ProcessConfig config, RuleSource rules, @Nullable Path watch) throws IOException {
    var listeners = new ArrayList<ListenerSettings>();
    for (ProcessConfig.Listener listener : config.allListeners()) {
      listeners.add(settings(listener));
    }
    var edge =
        new EdgeSettings(listeners, config.trustedProxies(), instance(config), config.limits());
    Integer loops = config.eventLoops();
    return new Facade.Options(
        edge,
        loops == null ? Runtime.getRuntime().availableProcessors() : loops,
        config.transport(),
        rules,
        watch,
        accessLog(config.accessLog()),
        new Facade.Keeping(
            config.shadow().memory().bytes(),
            config.cache().memory().of(Runtime.getRuntime().maxMemory()),
            config.store(),
            config.traffic().ring()),
        admin(config.admin()));
  }

  private static AdminServer.Options admin(ProcessConfig.Admin admin) {
    return new AdminServer.Options(
        admin.listen().host(), admin.listen().port(), admin.allTokens(), admin.hosts());
  }

  private static ListenerSettings settings(ProcessConfig.Listener listener) throws IOException {
    ProcessConfig.Tls tls = listener.tls();
    return new ListenerSettings(
        listener.listen().host(),
        listener.listen().port(),
        tls == null ? null : ServerTls.read(files(tls)),
        listener.h2c(),
        listener.proxyProtocol());
  }

  private static TlsFiles files(ProcessConfig.Tls tls) {
    return new TlsFiles(
        tls.certificates().stream().map(FacadeStart::files).toList(),
        tls.client(),
        tls.trust() == null ? null : Path.of(tls.trust()));
  }

  private static TlsFiles.Certificate files(ProcessConfig.Certificate one) {
    String password = one.password() == null ? "" : one.password();
    return one.certificate() != null && one.key() != null
        ? new TlsFiles.Certificate.Pem(Path.of(one.certificate()), Path.of(one.key()))
        : new TlsFiles.Certificate.Pkcs12(Path.of(String.valueOf(one.pkcs12())), password);
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
        + listeners(config, facade)
        + ", admin on "
        + adminUrl(config, facade)
        + ", rules revision "
        + live.revision()
        + ", upstreams "
        + String.join(", ", live.rules().upstreams().keySet());
  }

  private static String listeners(ProcessConfig config, Facade facade) {
    List<ProcessConfig.Listener> all = config.allListeners();
    return IntStream.range(0, all.size())
        .mapToObj(i -> all.get(i).url(facade.ports().get(i)))
        .collect(Collectors.joining(" and "));
  }

  /** Where a browser on this machine finds the admin listener. */
  static String adminUrl(ProcessConfig config, Facade facade) {
    ListenAddress admin = config.admin().listen();
    return admin.withPort(facade.adminPort().orElse(admin.port())).url();
  }
}
