package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ConnectOptions;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever an upstream says: one answer or a failure for the request that was asked, the same in
 * whatever pieces the bytes come, and nothing for any other.
 *
 * <p>In an ordinary run the rows of the wire table are tried; see {@code GateFuzzTest}.
 */
class ResponseFuzzTest {
  private static final int SMALL_BYTES = 2_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** One arena and no caches, so that it can tell what is in use. */
  private static final PooledByteBufAllocator BUFFERS =
      new PooledByteBufAllocator(true, 0, 1, 8192, 3, 0, 0, false);

  private static final Vertx VERTX = Vertx.vertx();
  private static final Context CONTEXT = VERTX.getOrCreateContext();

  /** Made on the event loop that it stands for, by who first looks. */
  private static final class Own {
    private static final Loop LOOP = new Loop(0, VERTX, CONTEXT, new BodyRate(0, SECOND));
  }

  @AfterAll
  static void close() throws Exception {
    VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static <T> T onLoop(Callable<T> task) {
    var done = new CompletableFuture<T>();
    CONTEXT.runOnContext(
        _ -> {
          try {
            done.complete(task.call());
          } catch (Throwable thrown) {
            done.completeExceptionally(thrown);
          }
        });
    return done.orTimeout(60, TimeUnit.SECONDS).join();
  }

  static Stream<byte[]> responses() {
    return Stream.concat(
        FuzzSeeds.responses(),
        Stream.of(
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 101 Switching\r\nUpgrade: foo\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 101 S\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no Upgrade",
                "HTTP/1.1 204 No\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nA: b\r\n\r\n",
                "\r\n\r\nHTTP/1.1 100 C\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.0 200 OK\r\n\r\n")
            .map(FuzzSeeds::bytes));
  }

  @MethodSource("responses")
  @FuzzTest
  void oneAnswerOrAFailureInWhateverPieces(byte[] bytes) {
    onLoop(
        () -> {
          for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            List<String> told = tell(bytes, Math.max(1, bytes.length), method);
            if (bytes.length < SMALL_BYTES) {
              assertThat(tell(bytes, 1, method)).isEqualTo(told);
              assertThat(tell(bytes, 7, method)).isEqualTo(told);
            }
          }
          return true;
        });
  }

  /** What the request is told when the upstream says this in pieces of one size, and closes. */
  private static List<String> tell(byte[] bytes, int size, HttpMethod method) {
    var tail = new Tail();
    var channel = new EmbeddedChannel(tail);
    var pool =
        new ExclusivePool(
            Own.LOOP,
            new EndpointPool.Bounds(1, 1, SECOND, SECOND),
            new ConnectOptions(),
            ProxyEvents.NOOP.upstream("legacy"));
    pool.open = 1;
    var connection = new UpstreamConnection(pool, socket(tail.context()));
    var asked = new Asked(connection, method, size >= bytes.length);
    asked.send();
    for (int at = 0; at < bytes.length && channel.isOpen(); at += size) {
      ByteBuf piece =
          BUFFERS.directBuffer().writeBytes(bytes, at, Math.min(size, bytes.length - at));
      channel.writeInbound(piece);
    }
    channel.finishAndReleaseAll();
    assertThat(buffersInUse()).isZero();
    assertThat(tail.seen).isEmpty();
    assertThat(connection.isClosed()).isTrue();
    assertThat(pool.open).isZero();
    assertThat(asked.over).isTrue();
    assertThat(asked.next == null || asked.next.told.equals(List.of("broken"))).isTrue();
    return asked.told;
  }

  private static long buffersInUse() {
    return BUFFERS.metric().directArenas().stream()
        .mapToLong(PoolArenaMetric::numActiveAllocations)
        .sum();
  }

  private static NetSocketInternal socket(ChannelHandlerContext end) {
    return (NetSocketInternal)
        Proxy.newProxyInstance(
            ResponseFuzzTest.class.getClassLoader(),
            new Class<?>[] {NetSocketInternal.class},
            (_, called, _) -> {
              if (called.getName().equals("channelHandlerContext")) {
                return end;
              }
              throw new UnsupportedOperationException(called.getName());
            });
  }

  /** Where Vert.x would stand, and hear of nothing. */
  private static final class Tail extends ChannelInboundHandlerAdapter {
    private final List<Object> seen = new ArrayList<>();
    private @Nullable ChannelHandlerContext context;

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
      context = added;
    }

    ChannelHandlerContext context() {
      return Objects.requireNonNull(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext at, Object message) {
      seen.add(message);
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
      seen.add(cause);
    }
  }

  /** A request that gives its connection back, or breaks off, as one that is forwarded does. */
  private static final class Asked implements UpstreamListener {
    private final UpstreamConnection connection;
    private final HttpMethod method;
    private final boolean asksAgain;
    private final List<String> told = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private @Nullable UpstreamResponse head;
    private @Nullable Asked next;
    private boolean over;

    Asked(UpstreamConnection connection, HttpMethod method, boolean asksAgain) {
      this.connection = connection;
      this.method = method;
      this.asksAgain = asksAgain;
    }

    void send() {
      connection.leased = true;
      connection.send(new RequestHead(method, "/", "shop", new HeaderList(), false, false), this);
      connection.end();
    }

    @Override
    public void interim(int status, HttpHeaders headers) {
      assertThat(over || head != null).isFalse();
      assertThat(status).isBetween(100, 199).isNotEqualTo(101);
      told.add("interim " + status);
    }

    @Override
    public void head(UpstreamResponse response) {
      assertThat(over || head != null).isFalse();
      assertThat(response.status()).isBetween(200, 999);
      head = response;
      told.add(response.status() + " " + response.reason() + " " + response.headers().entries());
    }

    @Override
    public void turnOver() {}

    @Override
    public void piece(ByteBuf piece) {
      assertThat(over || head == null).isFalse();
      assertThat(method).isNotEqualTo(HttpMethod.HEAD);
      body.append(piece.toString(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @Override
    public void ended(HttpHeaders trailers) {
      assertThat(over || head == null).isFalse();
      over = true;
      told.add(body + " " + trailers.entries());
      UpstreamResponse response = Objects.requireNonNull(head);
      String length = response.headers().get("Content-Length");
      if (length != null && !isBodiless(response.status())) {
        assertThat(body).hasSize(Integer.parseInt(length));
      }
      connection.release(SECOND);
      if (asksAgain && !connection.isClosed()) {
        // Nothing that is here already may be the answer to this.
        next = new Asked(connection, method, false);
        next.send();
      }
    }

    private boolean isBodiless(int status) {
      return method == HttpMethod.HEAD || status == 204 || status == 304;
    }

    @Override
    public void broken(Throwable cause) {
      assertThat(over).isFalse();
      over = true;
      told.add("broken");
      connection.abort();
    }

    @Override
    public void drained() {}
  }
}
