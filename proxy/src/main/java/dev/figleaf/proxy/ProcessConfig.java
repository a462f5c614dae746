package dev.figleaf.proxy;

import dev.figleaf.proxy.admin.AdminServer;
import dev.figleaf.proxy.admin.AdminTokens;
import dev.figleaf.proxy.admin.Role;
import dev.figleaf.proxy.edge.Limits;
import dev.figleaf.proxy.edge.TlsFiles;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.upstream.SharedMemory;
import dev.figleaf.rules.ByteSize;
import dev.figleaf.rules.Check;
import dev.figleaf.rules.Cidr;
import dev.figleaf.rules.Default;
import dev.figleaf.rules.Doc;
import dev.figleaf.rules.Range;
import dev.figleaf.rules.TextKind;
import dev.figleaf.rules.WhenAbsent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the process is told when it starts: {@code figleaf.yaml}, overridden by the environment,
 * overridden by flags.
 *
 * <p>The traffic is told by the rules, which change while it runs; this does not.
 */
public record ProcessConfig(
    @Doc("Where clients connect.") @Default(":8080") ListenAddress listen,
    @Doc("The listeners in place of `listen`, where there are several or one with TLS.")
        List<Listener> listeners,
    @Doc("How many event loops serve; one for each core when absent.") @Range(min = 1, max = 1024)
        @Nullable Integer eventLoops,
    @Doc("How event loops ask the kernel about sockets: `auto`, `io_uring`, `epoll` or `nio`.")
        @Default("auto")
        Transport transport,
    @Doc("The listener for operators.") Admin admin,
    @Doc("The rule file, or the folder of rule files; `routing-rules/rules` when absent.")
        @Nullable String rules,
    @Doc("The monolith, for rules that do not name it, or in place of rules.")
        @Check(TextKind.UPSTREAM_URL)
        @Nullable URI monolith,
    @Doc("Networks of proxies in front, whose `X-Forwarded-*` are believed; none when absent.")
        List<Cidr> trustedProxies,
    @Doc("The log of requests.") AccessLog accessLog,
    @Doc("Copies of requests.") Shadow shadow,
    @Doc("Answers that routes keep.") Cache cache,
    @Doc("Where evidence is kept.") StoreSettings store,
    @Doc("What is remembered of requests.") Traffic traffic,
    @Doc("What strangers may ask of it.") Limits limits,
    @Doc("How long requests in flight may take to end when the process is told to.")
        @Default("30s")
        @Range(min = 0, max = 3_600_000)
        Duration grace,
    @Doc("The name of this process in `CDN-Loop`, unlike that of any other; made up when absent.")
        @Check(TextKind.NAME)
        @Nullable String instance) {

  public ProcessConfig {
    listeners = List.copyOf(listeners);
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** All listeners; the one of the short form is plain. */
  public List<Listener> allListeners() {
    return listeners.isEmpty() ? List.of(new Listener(listen, null, false, false)) : listeners;
  }

  /** One place where clients connect. */
  public record Listener(
      @Doc("Where clients connect.") ListenAddress listen,
      @Doc("What it shows and asks for; a listener without it is plain.") @Nullable Tls tls,
      @Doc("Whether a plain listener takes HTTP/2 from who begins with it.") @Default("false")
          boolean h2c,
      @Doc("Whether every connection begins with a PROXY header, of version 1 or 2.")
          @Default("false")
          boolean proxyProtocol) {
    public Listener {
      if (h2c && tls != null) {
        throw new IllegalArgumentException(
            "h2c is HTTP/2 without TLS; leave it out, TLS offers HTTP/2 by itself");
      }
    }

    /** Where a browser on this machine finds it, on the port that it got. */
    public String url(int port) {
      String url = listen.withPort(port).url();
      return tls == null ? url : "https" + url.substring("http".length());
    }
  }

  /** What a listener with TLS shows, and asks of clients. */
  public record Tls(
      @Doc("What is shown, by the name that a client asks for; the first for all other names.")
          List<Certificate> certificates,
      @Doc("Whether clients show a certificate: `none`, `request` or `require`.") @Default("none")
          TlsFiles.ClientCertificate client,
      @Doc("A PEM file with the authorities of clients' certificates.") @Nullable String trust) {
    public Tls {
      certificates = List.copyOf(certificates);
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException("needs at least one certificate");
      }
      if ((client == TlsFiles.ClientCertificate.NONE) != (trust == null)) {
        throw new IllegalArgumentException(
            trust == null
                ? "trust is missing: the authorities that certificates of clients come from"
                : "trust is for certificates of clients; say client: request or client: require");
      }
    }
  }

  /** One certificate and its key: two PEM files, or one of PKCS #12. */
  public record Certificate(
      @Doc("A PEM file with the certificate and those between it and its authority.")
          @Nullable String certificate,
      @Doc("A PEM file with its private key.") @Nullable String key,
      @Doc("A PKCS #12 file with both.") @Nullable String pkcs12,
      @Doc("The password of the PKCS #12 file; `${file:PATH}` keeps it out of here.")
          @Nullable String password) {
    public Certificate {
      boolean pem = certificate != null && key != null && pkcs12 == null && password == null;
      boolean store = pkcs12 != null && certificate == null && key == null;
      if (!pem && !store) {
        throw new IllegalArgumentException(
            "needs certificate and key, or pkcs12 with its password");
      }
    }
  }

  /** The listener for operators. */
  public record Admin(
      @Doc("Where operators and their machines connect; off loopback only with a token.")
          @Default("127.0.0.1:9900")
          ListenAddress listen,
      @Doc("What operators show to be let in; `${file:PATH}` keeps it out of here.")
          @Nullable String token,
      @Doc("More tokens, of people and machines that are told apart.") List<Token> tokens,
      @Doc("Names under which browsers reach it, beside `localhost` and addresses.")
          List<String> hosts) {
    @WhenAbsent static final Admin USUAL = new Admin(ListenAddress.parse("127.0.0.1:9900"));

    public Admin {
      tokens = List.copyOf(tokens);
      hosts = List.copyOf(hosts);
      if (token != null) {
        Token.check(token);
      }
      if (token == null && tokens.isEmpty() && !AdminServer.isLoopback(listen.host())) {
        throw new IllegalArgumentException(AdminServer.refusal(listen.host()));
      }
      var names = new HashSet<String>();
      tokens.forEach(
          one -> {
            if (!names.add(one.name())) {
              throw new IllegalArgumentException("two tokens are called " + one.name());
            }
          });
    }

    /** A listener that asks for no token. */
    public Admin(ListenAddress listen) {
      this(listen, null, List.of(), List.of());
    }

    /** All tokens; the one of the short form is called {@code operator}. */
    public AdminTokens allTokens() {
      var all = new ArrayList<AdminTokens.Token>();
      if (token != null) {
        all.add(new AdminTokens.Token("operator", Role.OPERATOR, token));
      }
      tokens.forEach(one -> all.add(new AdminTokens.Token(one.name(), one.role(), one.secret())));
      return new AdminTokens(all);
    }

    @Override
    public String toString() {
      return "Admin[listen=" + listen + ", hosts=" + hosts + "]";
    }
  }

  /** What one person or machine shows to be let in. */
  public record Token(
      @Doc("What it is called in the history.") @Check(TextKind.NAME) String name,
      @Doc("What is shown, at least 16 characters; `${file:PATH}` keeps it out of here.")
          String secret,
      @Doc("What it is good for: `viewer` looks, `operator` changes what is live.")
          @Default("viewer")
          Role role) {
    private static final Pattern FORM = Pattern.compile("[!-~]{16,512}");

    public Token {
      check(secret);
    }

    private static void check(String secret) {
      if (!FORM.matcher(secret).matches()) {
        throw new IllegalArgumentException(
            "a token is 16 to 512 visible characters of ASCII, such as openssl rand -hex 32 makes");
      }
    }

    @Override
    public String toString() {
      return "Token[name=" + name + ", role=" + role + "]";
    }
  }

  /** Copies of requests, of all seams together. */
  public record Shadow(
      @Doc("The memory that copies of requests and answers may hold together.") @Default("64MiB")
          ByteSize memory) {
    @WhenAbsent static final Shadow USUAL = new Shadow(new ByteSize(SharedMemory.USUAL_BYTES));
  }

  /** What is remembered of requests that have ended, to say what other rules would do to them. */
  public record Traffic(
      @Doc("How many descriptors of requests are kept in memory, about 320 B each; 0 for none.")
          @Default("50000")
          @Range(min = 0, max = 1_000_000)
          int ring) {
    @WhenAbsent
    public static final Traffic USUAL =
        new Traffic(dev.figleaf.proxy.traffic.Traffic.Settings.USUAL_RING);
  }

  /** What all routes with a cache keep together. */
  public record Cache(
      @Doc("The memory that all caches may hold together: a share of the heap, or a size.")
          @Default("25%")
          HeapShare memory) {
    @WhenAbsent static final Cache USUAL = new Cache(HeapShare.parse("25%"));
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
