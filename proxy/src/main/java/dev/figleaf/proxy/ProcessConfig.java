package dev.figleaf.proxy;

import dev.figleaf.proxy.admin.AdminServer;
import dev.figleaf.rules.Check;
import dev.figleaf.rules.Cidr;
import dev.figleaf.rules.Default;
import dev.figleaf.rules.Doc;
import dev.figleaf.rules.Range;
import dev.figleaf.rules.TextKind;
import dev.figleaf.rules.WhenAbsent;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the process is told when it starts: {@code figleaf.yaml}, overridden by the environment,
 * overridden by flags.
 *
 * <p>The traffic is told by the rules, which change while it runs; this does not.
 */
public record ProcessConfig(
    @Doc("Where clients connect.") @Default(":8080") ListenAddress listen,
    @Doc("How many event loops serve; one for each core when absent.") @Range(min = 1, max = 1024)
        @Nullable Integer eventLoops,
    @Doc("The listener for operators.") Admin admin,
    @Doc("The rule file, or the folder of rule files; `routing-rules/rules` when absent.")
        @Nullable String rules,
    @Doc("The monolith, for rules that do not name it, or in place of rules.")
        @Check(TextKind.UPSTREAM_URL)
        @Nullable URI monolith,
    @Doc("Networks of proxies in front, whose `X-Forwarded-*` are believed; none when absent.")
        List<Cidr> trustedProxies,
    @Doc("The log of requests.") AccessLog accessLog,
    @Doc("What strangers may ask of it.") Limits limits,
    @Doc("How long requests in flight may take to end when the process is told to.")
        @Default("30s")
        @Range(min = 0, max = 3_600_000)
        Duration grace,
    @Doc("The name of this process in `CDN-Loop`, unlike that of any other; made up when absent.")
        @Check(TextKind.NAME)
        @Nullable String instance) {

  public ProcessConfig {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** The listener for operators. */
  public record Admin(
      @Doc("Where operators and their machines connect; a loopback address.")
          @Default("127.0.0.1:9900")
          ListenAddress listen) {
    @WhenAbsent static final Admin USUAL = new Admin(ListenAddress.parse("127.0.0.1:9900"));

    public Admin {
      if (!AdminServer.isLoopback(listen.host())) {
        throw new IllegalArgumentException(AdminServer.refusal(listen.host()));
      }
    }
  }

  /** The log of requests, a line of JSON each. */
  public record AccessLog(
      @Doc("Whether there is one.") @Default("true") boolean enabled,
      @Doc("Whether its lines have query strings, which may hold what must not be kept.")
          @Default("true")
          boolean query,
      @Doc("The file, rolled at 64 MiB with four old ones kept; standard output when absent.")
          @Nullable String file) {
    @WhenAbsent static final AccessLog USUAL = new AccessLog(true, true, null);
  }
}
