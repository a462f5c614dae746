package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.TestServiceImpl;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The cases that every gRPC implementation must pass with every other, with a client and a server
 * by grpc-java and the facade between them.
 */
@ProxyTest
class GrpcInteropTest {
  private static ScheduledExecutorService executor;
  private static Server server;

  /** What one case does. */
  private interface Steps {
    void run(Client client) throws Exception;
  }

  /** The cases that need no credentials and no compression. */
  enum Case {
    EMPTY_UNARY(AbstractInteropTest::emptyUnary),
    LARGE_UNARY(AbstractInteropTest::largeUnary),
    CLIENT_STREAMING(AbstractInteropTest::clientStreaming),
    SERVER_STREAMING(AbstractInteropTest::serverStreaming),
    PING_PONG(AbstractInteropTest::pingPong),
    EMPTY_STREAM(AbstractInteropTest::emptyStream),
    CANCEL_AFTER_BEGIN(AbstractInteropTest::cancelAfterBegin),
    CANCEL_AFTER_FIRST_RESPONSE(AbstractInteropTest::cancelAfterFirstResponse),
    TIMEOUT_ON_SLEEPING_SERVER(AbstractInteropTest::timeoutOnSleepingServer),
    CUSTOM_METADATA(AbstractInteropTest::customMetadata),
    STATUS_CODE_AND_MESSAGE(AbstractInteropTest::statusCodeAndMessage),
    SPECIAL_STATUS_MESSAGE(AbstractInteropTest::specialStatusMessage),
    UNIMPLEMENTED_METHOD(AbstractInteropTest::unimplementedMethod),
    UNIMPLEMENTED_SERVICE(AbstractInteropTest::unimplementedService);

    private final Steps steps;

    Case(Steps steps) {
      this.steps = steps;
    }
  }

  /** grpc-java's own client, over a channel to the facade. */
  private static final class Client extends AbstractInteropTest {
    private final int port;

    Client(int port) {
      this.port = port;
    }

    @Override
    protected ManagedChannelBuilder<?> createChannelBuilder() {
      return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext();
    }

    @Override
    protected boolean metricsExpected() {
      return false;
    }
  }

  @BeforeAll
  static void begin() throws Exception {
    executor = Executors.newScheduledThreadPool(2);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(
                ServerInterceptors.intercept(
                    new TestServiceImpl(executor), TestServiceImpl.interceptors()))
            .build()
            .start();
  }

  @AfterAll
  static void end() throws Exception {
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    executor.shutdownNow();
  }

  private static String rules(int keepAliveSeconds) {
    return """
        version: 1
        upstreams:
          calls: { url: "http://127.0.0.1:%d", protocol: h2c, pool: { keep-alive: %ds } }
        routes: [{ match: /**, to: calls }]
        """
        .formatted(server.getPort(), keepAliveSeconds);
  }

  private static void run(ProxyHarness proxy, Case one) throws Exception {
    var client = new Client(proxy.port(1));
    client.setUp();
    try {
      one.steps.run(client);
    } finally {
      client.tearDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void passes(Case one, ProxyHarness proxy) throws Exception {
    proxy.withH2c().rules(rules(15));

    run(proxy, one);
  }

  /**
   * Every reload is another upstream, too: the connections of the one before end with their calls.
   */
  @ParameterizedTest
  @EnumSource
  void passesWhileTheRulesAreReloadedTenTimesASecond(Case one, ProxyHarness proxy)
      throws Exception {
    proxy.withH2c().rules(rules(15));
    var reloads = new AtomicInteger();
    try (ScheduledExecutorService reloader = Executors.newSingleThreadScheduledExecutor()) {
      reloader.scheduleAtFixedRate(
          () -> proxy.rules(rules(15 + reloads.incrementAndGet() % 2)),
          0,
          100,
          TimeUnit.MILLISECONDS);
      for (int i = 0; i < 3; i++) {
        run(proxy, one);
      }
      reloader.shutdownNow();
    }
    assertThat(reloads.get()).isPositive();
  }
}
