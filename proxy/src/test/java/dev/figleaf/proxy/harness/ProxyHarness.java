package dev.figleaf.proxy.harness;

import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.Transport;
import dev.figleaf.proxy.control.Reload;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.edge.Limits;
import dev.figleaf.proxy.edge.ListenerSettings;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUrl;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.proxy.upstream.EndpointResolver;
import dev.figleaf.proxy.upstream.SystemResolver;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.Cidr;
import dev.figleaf.rules.RuleReader;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A whole facade in this process, with the upstreams that a test gives it.
 *
 * <pre>{@code
 * var orders = proxy.upstream("orders").respondingWith(500);
 * proxy.rules("""
 *     upstreams: { orders: { url: "${orders}" } }
 *     routes: [{ match: /**, to: orders }]
 *     """);
 * assertThat(proxy.get("/orders")).hasStatus(500);
 * assertThat(orders).received(1);
 * }</pre>
 *
 * <p>The facade starts with the first rules and listens on a port that the system chose. Rules
 * given again are a reload. Used by the thread of the test.
 */
public final class ProxyHarness implements AutoCloseable {
  /** This facade's own marker in {@code CDN-Loop}. */
  public static final String INSTANCE = "figleaf-under-test";

  private final RuleLoader loader = new RuleLoader(new RuleReader(_ -> Optional.empty()));
  private final Map<String, TestUpstream> upstreams = new LinkedHashMap<>();
  private final List<ListenerSettings> listeners =
      new ArrayList<>(List.of(ListenerSettings.plain("127.0.0.1", 0)));
  private int eventLoops = 1;
  private Transport transport =
      Transport.valueOf(System.getProperty("figleaf.test.transport", "AUTO"));
  private EndpointResolver resolver = new SystemResolver();
  private List<Cidr> trusted = List.of();
  private Limits limits = Limits.USUAL;
  private volatile String yaml = "";
  private Facade.Keeping keeping = Facade.Keeping.NOTHING;
  private @Nullable Path accessLog;
  private @Nullable Facade facade;

  ProxyHarness() {}

  // --- what stands around the facade

  /** A new upstream by WireMock. */
  public WireUpstream upstream(String name) {
    return keep(new WireUpstream(name));
  }

  /** A new upstream by raw sockets. */
  public RawUpstream rawUpstream(String name, RawUpstream.Script script) {
    return rawUpstream(name, 0, script);
  }

  /** The same, with a receive buffer of so many bytes, so that the facade soon has to wait. */
  public RawUpstream rawUpstream(String name, int receiveBuffer, RawUpstream.Script script) {
    try {
      return keep(new RawUpstream(name, script, receiveBuffer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An upstream by raw sockets on an address of this machine, such as 127.0.0.2; port 0 is any. */
  public RawUpstream rawUpstreamOn(
      String name, InetSocketAddress address, RawUpstream.Script script) {
    try {
      return keep(new RawUpstream(name, address, script, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A raw upstream that gives every request these bytes (ISO 8859-1) for an answer. */
  public RawUpstream answering(String name, String answer) {
    return rawUpstream(
        name, connection -> connection.forEachRequest((_, socket) -> socket.send(answer)));
  }

  /** An upstream that refuses every connection. */
  public DeadUpstream deadUpstream(String name) {
    return keep(new DeadUpstream(name));
  }

  private <T extends TestUpstream> T keep(T upstream) {
    upstreams.put(upstream.name(), upstream);
    return upstream;
  }

  // --- before it starts

  /** How event loops ask the kernel, in place of {@code -Dfigleaf.test.transport}. */
  public ProxyHarness on(Transport choice) {
    transport = choice;
    return this;
  }

  public ProxyHarness eventLoops(int count) {
    eventLoops = count;
    return this;
  }

  /** Says what the names of endpoints stand for, in place of the system. */
  public ProxyHarness resolving(EndpointResolver names) {
    resolver = names;
    return this;
  }

  /** Networks whose word about clients is believed. */
  public ProxyHarness trusting(String... networks) {
    trusted = List.of(networks).stream().map(Cidr::parse).toList();
    return this;
  }

  /** One more listener beside the plain one; the first of these is number 1. */
  public ProxyHarness listening(ListenerSettings listener) {
    listeners.add(listener);
    return this;
  }

  /** Writes the access log to this file; there is none otherwise. */
  public ProxyHarness loggingTo(Path file) {
    accessLog = file;
    return this;
  }

  /** How many bytes copies may hold together. */
  public ProxyHarness shadowMemory(long bytes) {
    keeping = new Facade.Keeping(bytes, keeping.caches(), keeping.store());
    return this;
  }

  /** How many bytes the caches of all routes may hold together. */
  public ProxyHarness cacheMemory(long bytes) {
    keeping = new Facade.Keeping(keeping.copies(), bytes, keeping.store());
    return this;
  }

  /** Keeps evidence in a database in this folder; nothing is kept otherwise. */
  public ProxyHarness keepingEvidence(Path folder) {
    StoreUrl file = StoreUrl.parse("sqlite:" + folder.resolve("figleaf.db"));
    keeping = new Facade.Keeping(keeping.copies(), keeping.caches(), StoreSettings.USUAL.at(file));
    return this;
  }

  /** A listener for HTTP/2 with prior knowledge. */
  public ProxyHarness withH2c() {
    return listening(ListenerSettings.h2c("127.0.0.1", 0));
  }

  /** Sets one limit, by the name of its component. */
  public ProxyHarness limit(String name, Object value) {
    RecordComponent[] all = Limits.class.getRecordComponents();
    Object[] values =
        Arrays.stream(all)
            .map(one -> one.getName().equals(name) ? value : valueOf(one, limits))
            .toArray();
    Class<?>[] types = Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      limits = Limits.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no limit can be made with " + name, e);
    }
    return this;
  }

  private static Object valueOf(RecordComponent component, Limits limits) {
    try {
      return component.getAccessor().invoke(limits);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record without its component " + component, e);
    }
  }

  // --- rules

  /**
   * Makes rules live: starts the facade with them, or reloads. {@code ${name}} stands for the
   * address of the upstream of that name.
   */
  public ProxyHarness rules(String text) {
    Reload reload = reload(text);
    if (reload instanceof Reload.Rejected(var problems)) {
      throw new AssertionError("the rules were rejected: " + problems);
    }
    return this;
  }

  /** Every request goes to this upstream. */
  public ProxyHarness forwardingTo(TestUpstream upstream) {
    return forwardingTo(upstream, "", "");
  }

  /**
   * Every request goes to this upstream.
   *
   * @param settings of the upstream, as {@code pool: { connections: 1 }}; may be empty
   */
  public ProxyHarness forwardingTo(TestUpstream upstream, String settings) {
    return forwardingTo(upstream, settings, "");
  }

  /**
   * Every request goes to this upstream.
   *
   * @param modifiers of the route, as {@code max-body: 1KiB}; may be empty
   */
  public ProxyHarness forwardingTo(TestUpstream upstream, String settings, String modifiers) {
    return rules(
        """
        version: 1
        upstreams: { %s: { url: "%s"%s } }
        routes: [{ match: /**, to: %s%s }]
        """
            .formatted(
                upstream.name(), upstream.url(), more(settings), upstream.name(), more(modifiers)));
  }

  private static String more(String entries) {
    return entries.isEmpty() ? "" : ", " + entries;
  }

  /** The same as {@link #rules}, for rules that may be refused. */
  public Reload reload(String text) {
    yaml = withAddresses(text);
    if (facade != null) {
      return facade.rules().reload();
    }
    return switch (start()) {
      case Facade.Started.Ok(Facade started, var warnings) -> {
        facade = started;
        yield new Reload.Accepted(started.rules().live(), warnings);
      }
      case Facade.Started.Rejected(var problems) -> new Reload.Rejected(problems);
    };
  }

  private String withAddresses(String text) {
    String with = text;
    for (TestUpstream upstream : upstreams.values()) {
      with = with.replace("${" + upstream.name() + "}", upstream.url());
    }
    return with;
  }

  private Facade.Started start() {
    try {
      return Facade.start(
          new Facade.Options(
              new EdgeSettings(listeners, trusted, INSTANCE, limits),
              eventLoops,
              transport,
              this::load,
              null,
              new AccessLog.Options(accessLog != null, false, accessLog),
              keeping,
              null),
          watchful(),
          resolver);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Loaded load() {
    return loader.load(Map.of("rules.yaml", yaml));
  }

  /** An event loop that stands still for a second is told of, and that fails the test. */
  private static VertxOptions watchful() {
    return new VertxOptions()
        .setBlockedThreadCheckInterval(200)
        .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
        .setMaxEventLoopExecuteTime(1)
        .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS);
  }

  /** The facade itself; there is one once rules were given. */
  public Facade facade() {
    return Objects.requireNonNull(facade, "give it rules first");
  }

  public int port() {
    return facade().port();
  }

  /** The port of a listener; 0 is the plain one. */
  public int port(int listener) {
    return facade().ports().get(listener);
  }

  /** What clients call it where they say nothing else. */
  public String authority() {
    return "127.0.0.1:" + port();
  }

  // --- clients

  /** A new connection to the facade. */
  public RawSocket connect() {
    try {
      return RawSocket.connect(port());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new connection to a listener, as a plain socket. */
  public Socket socket(int listener) {
    try {
      var socket = new Socket();
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port(listener)), 5_000);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new connection of HTTP/2 with prior knowledge to listener 1, with these settings. */
  public Http2Socket http2(int... settings) {
    try {
      return Http2Socket.over(socket(1), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new connection whose receive buffer is so small that the facade soon has to wait. */
  public RawSocket connectSlowly(int receiveBuffer) {
    try {
      return RawSocket.connect(port(), receiveBuffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** GET on a connection of its own; headers are lines such as {@code "Accept: text/html"}. */
  public Message get(String target, String... headers) {
    return exchange("GET", target, null, headers);
  }

  /** How often something is done. */
  public record Times(int count) {}

  public static Times times(int count) {
    return new Times(count);
  }

  /** GET so often, one after the other. */
  public List<Message> get(String target, Times times, String... headers) {
    return IntStream.range(0, times.count()).mapToObj(_ -> get(target, headers)).toList();
  }

  /** POST of a sized body on a connection of its own. */
  public Message post(String target, byte[] body, String... headers) {
    return exchange("POST", target, body, headers);
  }

  public Message post(String target, String body, String... headers) {
    return post(target, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /** Any request on a connection of its own, and its final answer. */
  public Message exchange(String method, String target, byte @Nullable [] body, String... headers) {
    try (RawSocket client = connect()) {
      client.send(headOf(method, target, body == null ? -1 : body.length, headers));
      if (body != null) {
        client.send(body);
      }
      return client.readFinalAnswer(method);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** These very bytes (ISO 8859-1) on a connection of their own, and the answer to them. */
  public Message raw(String request) {
    try (RawSocket client = connect()) {
      return client.send(request).readAnswer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A request head as text, with a Host where the headers have none.
   *
   * @param length of the body, or -1 for none
   */
  public String headOf(String method, String target, long length, String... headers) {
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    if (List.of(headers).stream().noneMatch(line -> line.startsWith("Host:"))) {
      head.append("Host: ").append(authority()).append("\r\n");
    }
    List.of(headers).forEach(line -> head.append(line).append("\r\n"));
    return head.append(length < 0 ? "" : "Content-Length: " + length + "\r\n")
        .append("\r\n")
        .toString();
  }

  // --- what is told about it

  /** The sum of a metric over all label sets that have these parts, such as {@code code="x"}. */
  public double metric(String name, String... labels) {
    return facade()
        .events()
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> List.of(labels).stream().allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Waits until no request is in flight, and no connection or permit of an upstream in use. */
  public void awaitQuiet() {
    awaitQuiet(Duration.ofSeconds(5));
  }

  void awaitQuiet(Duration patience) {
    await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(2))
        .untilAsserted(
            () -> {
              zero("requests in flight", facade().events().inFlight());
              zero(
                  "connections in use", metric("figleaf_upstream_connections", "state=\"in_use\""));
              zero("permits in use", metric("figleaf_upstream_permits", "state=\"in_use\""));
              zero("requests waiting", metric("figleaf_upstream_waiting"));
            });
  }

  private static void zero(String what, double figure) {
    if (figure != 0) {
      throw new AssertionError(what + ": " + figure + ", not 0");
    }
  }

  /** The next lines of the log that contain this are no reason to fail. */
  public boolean saidInLog(String part) {
    return LogWatch.get().took(text -> text.contains(part));
  }

  // --- the end

  /** Fails when something is still in use, a script failed, or the log says so. */
  void checkNothingIsLeft() {
    if (facade != null) {
      awaitQuiet();
    }
    for (TestUpstream upstream : upstreams.values()) {
      if (upstream instanceof RawUpstream raw) {
        raw.check();
      }
    }
    LogWatch.get().check();
  }

  @Override
  public void close() throws IOException {
    if (facade != null) {
      facade.close();
      // Whoever still knows the harness must not hold all that a facade holds.
      facade = null;
    }
    for (TestUpstream upstream : upstreams.values()) {
      switch (upstream) {
        case WireUpstream wire -> wire.close();
        case RawUpstream raw -> raw.close();
        case DeadUpstream dead -> dead.close();
      }
    }
  }
}
