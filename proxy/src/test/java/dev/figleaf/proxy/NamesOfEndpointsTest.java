package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static dev.figleaf.proxy.harness.ProxyHarness.times;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import dev.figleaf.proxy.upstream.EndpointResolver;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upstream whose endpoint is a name with several addresses, which change. */
@ProxyTest
class NamesOfEndpointsTest {
  private final Names names = new Names();
  private RawUpstream second;
  private RawUpstream third;

  /** Answers what a test says, and counts. */
  private static final class Names implements EndpointResolver {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile List<InetAddress> known = List.of();
    private volatile boolean down;

    void are(String... addresses) throws UnknownHostException {
      var all = new ArrayList<InetAddress>();
      for (String address : addresses) {
        all.add(InetAddress.getByName(address));
      }
      known = all;
    }

    @Override
    public Future<List<InetAddress>> resolve(String host) {
      asked.incrementAndGet();
      return down || !host.equals("shop.test")
          ? Future.failedFuture(new UnknownHostException(host))
          : Future.succeededFuture(known);
    }
  }

  @BeforeEach
  void begin(ProxyHarness proxy) {
    second = server(proxy, "second", "127.0.0.2", 0);
    third = server(proxy, "third", "127.0.0.3", second.port());
  }

  private static RawUpstream server(ProxyHarness proxy, String name, String address, int port) {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name;
    return proxy.rawUpstreamOn(
        name,
        new InetSocketAddress(address, port),
        connection -> connection.forEachRequest((_, socket) -> socket.send(answer)));
  }

  private void start(ProxyHarness proxy, String settings) {
    proxy
        .resolving(names)
        .rules(
            """
            version: 1
            upstreams: { shop: { url: "http://shop.test:%d", resolve-every: 1s%s } }
            routes: [{ match: /**, to: shop }]
            """
                .formatted(second.port(), settings));
  }

  private static ConditionFactory soon() {
    return await().atMost(RawSocket.PATIENCE).pollInterval(Duration.ofMillis(5));
  }

  private static void awaitEndpoints(ProxyHarness proxy, int count) {
    soon().until(() -> proxy.metric("figleaf_upstream_endpoints", "state=\"well\"") == count);
  }

  @Test
  void allAddressesGetRequestsUnderTheName(ProxyHarness proxy) throws UnknownHostException {
    names.are("127.0.0.2", "127.0.0.3");
    start(proxy, ", balance: round-robin, host: endpoint");
    awaitEndpoints(proxy, 2);

    assertThat(proxy.get("/", times(10))).extracting(Message::text).containsOnly("second", "third");
    assertThat(second).received(5);
    assertThat(third).received(5);
    assertThat(second.received().getFirst()).hasHeader("Host", "shop.test:" + second.port());
  }

  @Test
  void theLogNamesTheAddressThatWasCalled(ProxyHarness proxy, @TempDir Path folder)
      throws UnknownHostException {
    Path log = folder.resolve("access.log");
    names.are("127.0.0.2", "127.0.0.3");
    start(proxy.loggingTo(log), ", balance: round-robin");
    awaitEndpoints(proxy, 2);

    proxy.get("/", times(2));

    String port = ":" + second.port() + "\"";
    soon()
        .untilAsserted(
            () ->
                Assertions.assertThat(Files.readString(log))
                    .contains("\"endpoint\":\"127.0.0.2" + port)
                    .contains("\"endpoint\":\"127.0.0.3" + port));
  }

  @Test
  void requestsFollowAnAnswerThatChanges(ProxyHarness proxy) throws Exception {
    names.are("127.0.0.2");
    start(proxy, "");
    soon().until(() -> proxy.get("/").status() == 200);
    var failed = new AtomicInteger();
    var over = new AtomicBoolean();
    Thread client =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!over.get()) {
                    failed.addAndGet(proxy.get("/").status() == 200 ? 0 : 1);
                  }
                });

    names.are("127.0.0.3");
    soon().until(() -> !third.received().isEmpty());
    int before = second.received().size();
    int last = third.received().size();
    soon().until(() -> third.received().size() > last + 20);
    over.set(true);
    client.join();

    assertThat(failed).hasValue(0);
    assertThat(second.received().size()).as("but for one on its way").isLessThan(before + 2);
    soon().until(() -> proxy.metric("figleaf_upstream_connections") == 1);
  }

  @Test
  void whatWasKnownServesWhileNobodyAnswers(ProxyHarness proxy) throws UnknownHostException {
    names.are("127.0.0.2");
    start(proxy, "");
    soon().until(() -> proxy.get("/").status() == 200);

    names.down = true;
    int asked = names.asked.get();
    soon().until(() -> names.asked.get() >= asked + 2);

    assertThat(proxy.get("/")).hasStatus(200).hasBody("second");
  }

  @Test
  void aNameThatNobodyKnowsYetIsTriedByTheName(ProxyHarness proxy) throws UnknownHostException {
    names.are("127.0.0.2");
    names.down = true;
    start(proxy, "");

    assertThat(proxy.get("/")).hasStatus(502).hasCode("connect-failed");

    names.down = false;
    soon().until(() -> proxy.get("/").status() == 200);
  }
}
