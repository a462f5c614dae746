package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.HeapShare;
import dev.figleaf.proxy.ListenAddress;
import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.proxy.Transport;
import dev.figleaf.proxy.admin.Role;
import dev.figleaf.proxy.edge.Limits;
import dev.figleaf.proxy.edge.TlsFiles;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.rules.ByteSize;
import dev.figleaf.rules.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  @TempDir Path folder;

  private static ProcessConfig good(ConfigReader.Result result) {
    assertThat(result).isInstanceOf(ConfigReader.Result.Ok.class);
    return ((ConfigReader.Result.Ok) result).config();
  }

  private List<String> problems(ConfigReader.Result result) {
    List<Problem> problems =
        switch (result) {
          case ConfigReader.Result.Ok ok -> ok.warnings();
          case ConfigReader.Result.Rejected rejected -> rejected.problems();
        };
    return problems.stream().map(it -> it.toString().replace(folder.toString(), "DIR")).toList();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("figleaf.yaml"), text);
  }

  @Test
  void nothingIsNeeded() {
    assertThat(good(ConfigReader.read(null, Map.of(), Map.of())))
        .isEqualTo(
            new ProcessConfig(
                new ListenAddress("0.0.0.0", 8080),
                List.of(),
                null,
                Transport.AUTO,
                new ProcessConfig.Admin(new ListenAddress("127.0.0.1", 9900)),
                null,
                null,
                List.of(),
                new ProcessConfig.AccessLog(true, true, null),
                new ProcessConfig.Shadow(new ByteSize(64 * 1024 * 1024)),
                new ProcessConfig.Cache(HeapShare.parse("25%")),
                StoreSettings.USUAL,
                new ProcessConfig.Traffic(50_000),
                Limits.USUAL,
                Duration.ofSeconds(30),
                null));
  }

  @Test
  void theFileSaysEverything() throws IOException {
    Path file =
        file(
            """
            listen: "[::1]:80"
            event-loops: 3
            admin: { listen: "localhost:81" }
            rules: some/where
            monolith: http://127.0.0.1:8081
            trusted-proxies: [10.0.0.0/8, "::1"]
            access-log: { enabled: false, query: false, file: access.log }
            grace: 5s
            instance: one
            """);

    ProcessConfig config = good(ConfigReader.read(file, Map.of(), Map.of()));

    assertThat(config.listen()).isEqualTo(new ListenAddress("::1", 80));
    assertThat(config.eventLoops()).isEqualTo(3);
    assertThat(config.admin().listen()).isEqualTo(new ListenAddress("localhost", 81));
    assertThat(config.rules()).isEqualTo("some/where");
    assertThat(config.monolith()).hasToString("http://127.0.0.1:8081");
    assertThat(config.trustedProxies()).hasToString("[10.0.0.0/8, ::1]");
    assertThat(config.accessLog())
        .isEqualTo(new ProcessConfig.AccessLog(false, false, "access.log"));
    assertThat(config.grace()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.instance()).isEqualTo("one");
  }

  @Test
  void memoryOfCachesIsAShareOfTheHeapOrASize() throws IOException {
    ProcessConfig share =
        good(ConfigReader.read(file("cache: { memory: 10% }"), Map.of(), Map.of()));
    assertThat(share.cache().memory().of(1_000)).isEqualTo(100);
    ProcessConfig size =
        good(
            ConfigReader.read(
                file("cache: { memory: 10% }"), Map.of("FIGLEAF_CACHE_MEMORY", "2KiB"), Map.of()));
    assertThat(size.cache().memory().of(1_000)).isEqualTo(2_048);
    assertThat(problems(ConfigReader.read(file("cache: { memory: 120% }"), Map.of(), Map.of())))
        .containsExactly("DIR/figleaf.yaml:1:18 cache.memory: 120% is more than 100%");
  }

  @Test
  void aVariableWinsOverTheFileAndAFlagOverBoth() throws IOException {
    Path file = file("listen: :1\ngrace: 1s\naccess-log: { query: false, file: access.log }\n");
    var environment =
        Map.of(
            "FIGLEAF_GRACE", "2s",
            "FIGLEAF_LISTEN", ":2",
            "FIGLEAF_ACCESS_LOG_QUERY", "true",
            "FIGLEAF_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1");

    ProcessConfig config = good(ConfigReader.read(file, environment, Map.of("listen", ":3")));

    assertThat(config.listen().port()).isEqualTo(3);
    assertThat(config.grace()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.accessLog()).isEqualTo(new ProcessConfig.AccessLog(true, true, "access.log"));
    assertThat(config.trustedProxies()).hasToString("[10.0.0.0/8, 192.0.2.1]");
  }

  @Test
  void everyMistakeIsToldWithItsPlace() throws IOException {
    Path file = file("grace: 30\nevent-loops: 0\nadmin: { listen: 0.0.0.0:9900 }\n");
    var environment = Map.of("FIGLEAF_TRUSTED_PROXIES", "10.0.0.0/99");

    assertThat(problems(ConfigReader.read(file, environment, Map.of("listen", "80"))))
        .containsExactlyInAnyOrder(
            "--listen listen: \"80\" is not an address to listen on; write :80",
            "DIR/figleaf.yaml:1:8 grace: \"30\" has no unit; write 30s or 30ms",
            "DIR/figleaf.yaml:2:14 event-loops: 0 is not from 1 to 1024",
            "DIR/figleaf.yaml:3:8 admin: the admin listener cannot be put on 0.0.0.0 without a token:"
                + " give it admin.token, or put it on a loopback address, such as 127.0.0.1",
            "FIGLEAF_TRUSTED_PROXIES trusted-proxies[0]: \"10.0.0.0/99\" has no prefix"
                + " length from 0 to 32 after the slash");
  }

  @Test
  void withATokenTheAdminListenerMayBeAnywhere() throws IOException {
    Path file =
        file(
            """
            admin:
              listen: 0.0.0.0:9900
              token: ${TOKEN}
              tokens:
                - { name: ann, secret: "${TOKEN}", role: operator }
                - { name: prometheus, secret: a-secret-of-its-own }
              hosts: [desk.example.com]
            """);
    var environment = Map.of("TOKEN", "0123456789abcdef");

    ProcessConfig.Admin admin = good(ConfigReader.read(file, environment, Map.of())).admin();

    assertThat(admin.tokens().get(1).role()).isEqualTo(Role.VIEWER);
    assertThat(admin.allTokens().isEmpty()).isFalse();
    assertThat(admin.toString() + admin.tokens()).doesNotContain("0123").doesNotContain("a-secret");
  }

  @Test
  void aTokenThatIsToldWrongIsNotRepeated() throws IOException {
    Path file =
        file(
            """
            admin:
              token: "short-secret"
              tokens:
                - { name: ann, secret: "s p a c e s and more" }
            """);

    assertThat(problems(ConfigReader.read(file, Map.of(), Map.of())))
        .isNotEmpty()
        .allSatisfy(
            problem ->
                assertThat(problem)
                    .contains("16 to 512 visible characters")
                    .doesNotContain("short-secret")
                    .doesNotContain("s p a"));
  }

  @Test
  void theStoreIsRead() throws IOException {
    Path file =
        file(
            """
            store:
              url: jdbc:postgresql://db:5433/figleaf?sslmode=require
              user: figleaf
              password: ${PASSWORD}
              keep: 48h
              max-size: 100MiB
            """);

    ProcessConfig config = good(ConfigReader.read(file, Map.of("PASSWORD", "hidden"), Map.of()));

    assertThat(config.store().url()).hasToString("postgresql://db:5433/figleaf?sslmode=require");
    assertThat(config.store().password()).isEqualTo("hidden");
    assertThat(config.store().keep()).isEqualTo(Duration.ofHours(48));
    assertThat(config.store().maxSize()).hasToString("100MiB");
    assertThat(config.toString()).doesNotContain("hidden");
  }

  @Test
  void mistakesOfTheStoreAreToldWithoutItsSecrets() throws IOException {
    Path file = file("store: { url: mysql://db/figleaf, keep: 1s, max-size: 1GB }\n");
    var environment = Map.of("FIGLEAF_STORE_URL", "postgresql://me:hidden@db/figleaf");

    assertThat(problems(ConfigReader.read(file, Map.of(), Map.of())))
        .containsExactlyInAnyOrder(
            "DIR/figleaf.yaml:1:15 store.url: \"mysql:\" is no database that Figleaf knows; write"
                + " sqlite:PATH or postgresql://HOST/DATABASE",
            "DIR/figleaf.yaml:1:41 store.keep: 1s is not from 1m to 8760h",
            "DIR/figleaf.yaml:1:55 store.max-size: \"1GB\" is not a size; did you mean 1GiB?");
    assertThat(problems(ConfigReader.read(file("grace: 1s\n"), environment, Map.of())))
        .containsExactly(
            "FIGLEAF_STORE_URL store.url: has a user or a password in it; write them as store.user"
                + " and store.password");
    assertThat(problems(ConfigReader.read(file("store: { user: me }\n"), Map.of(), Map.of())))
        .containsExactly(
            "DIR/figleaf.yaml:1:8 store: user and password are for PostgreSQL; a file has none");
  }

  @Test
  void listenersStandInPlaceOfTheOne() throws IOException {
    Path file =
        file(
            """
            listeners:
              - { listen: ":80", h2c: true }
              - listen: ":443"
                proxy-protocol: true
                tls:
                  certificates:
                    - { certificate: a.pem, key: a.key }
                    - { pkcs12: b.p12, password: secret }
                  client: require
                  trust: clients.pem
            """);

    List<ProcessConfig.Listener> listeners =
        good(ConfigReader.read(file, Map.of(), Map.of())).allListeners();

    assertThat(listeners)
        .containsExactly(
            new ProcessConfig.Listener(new ListenAddress("0.0.0.0", 80), null, true, false),
            new ProcessConfig.Listener(
                new ListenAddress("0.0.0.0", 443),
                new ProcessConfig.Tls(
                    List.of(
                        new ProcessConfig.Certificate("a.pem", "a.key", null, null),
                        new ProcessConfig.Certificate(null, null, "b.p12", "secret")),
                    TlsFiles.ClientCertificate.REQUIRE,
                    "clients.pem"),
                false,
                true));
    assertThat(listeners.getLast().url(443)).isEqualTo("https://127.0.0.1:443");
  }

  @Test
  void oneListenerAndSeveralAreTooMany() throws IOException {
    Path file = file("listeners: [{ listen: \":80\" }]\nlisten: :81\n");

    assertThat(problems(ConfigReader.read(file, Map.of(), Map.of())))
        .containsExactly(
            "DIR/figleaf.yaml:2:9 listen: there are listeners, too; write this one among them");
    assertThat(problems(ConfigReader.read(file, Map.of(), Map.of("listen", ":82"))))
        .containsExactly("--listen listen: there are listeners, too; write this one among them");
  }

  @Test
  void aListenerThatMakesNoSenseIsToldWithItsPlace() throws IOException {
    Path file =
        file(
            """
            listeners:
              - { listen: ":80", h2c: true, tls: { certificates: [{ pkcs12: a }] } }
              - { listen: ":81", tls: { certificates: [] } }
              - { listen: ":82", tls: { certificates: [{ pkcs12: a }, { certificate: a }] } }
              - { listen: ":83", tls: { certificates: [{ pkcs12: a }], client: require } }
              - { listen: ":84", tls: { certificates: [{ pkcs12: a }], trust: b } }
              - { listen: ":85", tls: { certificates: [{ pkcs12: a }], client: maybe } }
            """);

    assertThat(problems(ConfigReader.read(file, Map.of(), Map.of())))
        .containsExactly(
            "DIR/figleaf.yaml:2:5 listeners[0]: h2c is HTTP/2 without TLS; leave it out, TLS"
                + " offers HTTP/2 by itself",
            "DIR/figleaf.yaml:3:27 listeners[1].tls: needs at least one certificate",
            "DIR/figleaf.yaml:4:59 listeners[2].tls.certificates[1]: needs certificate and key, or"
                + " pkcs12 with its password",
            "DIR/figleaf.yaml:5:27 listeners[3].tls: trust is missing: the authorities that"
                + " certificates of clients come from",
            "DIR/figleaf.yaml:6:27 listeners[4].tls: trust is for certificates of clients; say"
                + " client: request or client: require",
            "DIR/figleaf.yaml:7:68 listeners[5].tls.client: \"maybe\" is not one of none, request,"
                + " require");
  }

  @Test
  void anUnknownVariableIsWarnedOfWithTheNearest() {
    assertThat(problems(ConfigReader.read(null, Map.of("FIGLEAF_LISTN", ":1"), Map.of())))
        .containsExactly(
            "FIGLEAF_LISTN warning: no such variable is known; did you mean FIGLEAF_LISTEN?");
  }

  @Test
  void variablesOfTheLogTheLauncherAndKubernetesAreNoNews() {
    var environment =
        Map.of(
            "FIGLEAF_LOG", "json",
            "FIGLEAF_JAVA_OPTS", "-Xmx1g",
            "FIGLEAF_SERVICE_HOST", "10.0.0.1",
            "FIGLEAF_PORT_8080_TCP", "tcp://10.0.0.1:8080",
            "FIGLEAF_PORT", "tcp://10.0.0.1:8080",
            "FIGLEAF_LISTEN", "");

    assertThat(problems(ConfigReader.read(null, environment, Map.of()))).isEmpty();
  }

  @Test
  void aFileThatIsNoMappingIsNotOverridden() throws IOException {
    assertThat(problems(ConfigReader.read(file("- a\n"), Map.of("FIGLEAF_LISTEN", ":1"), Map.of())))
        .singleElement()
        .asString()
        .startsWith("DIR/figleaf.yaml:1:1 a mapping with");
  }

  @Test
  void aFileThatIsNotThereIsAnError() {
    Path absent = folder.resolve("absent.yaml");

    assertThat(problems(ConfigReader.read(absent, Map.of(), Map.of())))
        .containsExactly("DIR/absent.yaml there is no file or folder of this name");
  }
}
