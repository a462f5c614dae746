package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeadWriter;
import dev.figleaf.proxy.http.HeaderList;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One event loop and what it owns: a client, and the deadlines and tunnels of what it has in
 * flight.
 *
 * <p>A client a loop keeps each request on the thread that accepted it.
 */
public final class Loop implements Caller {
  /** Read and written at once; a smaller piece means a flush for each of them. */
  public static final int CHUNK_BYTES = 64 * 1024;

  /** What requests whose bodies stream may keep together, to send them again. */
  private static final int REPLAY_BYTES = 8 * 1024 * 1024;

  private static final int MAX_HEADER_BYTES = 64 * 1024;

  private final int index;
  private final Vertx vertx;
  private final ContextInternal context;
  private final NetClient client;
  private final Map<Integer, HttpClientAgent> sharedClients = new HashMap<>();
  private final HeadWriter heads = new HeadWriter();
  private final HeaderList headers = new HeaderList();
  private final HeaderList responseHeaders = new HeaderList();
  private final Deadlines deadlines = new Deadlines();
  private final BodyRate bodyRate;
  private final Room replays = new Room(REPLAY_BYTES);
  private final long ticker;
  private final Set<Tunnel> tunnels = new HashSet<>();
  private boolean draining;
  private boolean closed;

  /**
   * Made on the event loop that it stands for.
   *
   * @param index from 0, without gaps: the slot of this loop in what all loops share
   * @param bodyRate how slow the bodies of clients may be
   */
  public Loop(int index, Vertx vertx, Context context, BodyRate bodyRate) {
    this.index = index;
    this.bodyRate = bodyRate;
    this.vertx = vertx;
    this.context = (ContextInternal) context;
    this.client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
    this.ticker = vertx.setPeriodic(Deadlines.TICK_MILLIS, _ -> deadlines.sweep(System.nanoTime()));
  }

  private HttpClientAgent open(HttpClientOptions options) {
    return vertx.httpClientBuilder().with(options).build();
  }

  /**
   * Streams wait for their clients one by one: the window of the connection has room for all of
   * theirs, so that none of them stops the others (RFC 9113 §5.2.2).
   */
  private static HttpClientOptions sharedClientOptions(int connectMillis) {
    return new HttpClientOptions()
        .setConnectTimeout(connectMillis)
        .setTcpNoDelay(true)
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false)
        .setHttp2MultiplexingLimit(SharedConnection.MOST_STREAMS)
        .setHttp2ConnectionWindowSize((SharedConnection.MOST_STREAMS + 1) * CHUNK_BYTES)
        .setInitialSettings(
            new Http2Settings()
                .setPushEnabled(false)
                .setInitialWindowSize(CHUNK_BYTES)
                .setMaxHeaderListSize(MAX_HEADER_BYTES));
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public int load(Endpoint endpoint) {
    return endpoint.pool(this).load();
  }

  @Override
  public long now() {
    return deadlines.coarseNow();
  }

  @Override
  public RandomGenerator random() {
    return ThreadLocalRandom.current();
  }

  /** Opens the connections that speak HTTP/1.1. */
  NetClient client() {
    return client;
  }

  /**
   * The client whose connections speak HTTP/2, and stand in so many milliseconds or not at all.
   * There is one for each figure that the rules name, because Vert.x ignores the one of a single
   * connect.
   */
  HttpClientAgent sharedClient(int connectMillis) {
    return sharedClients.computeIfAbsent(
        connectMillis, millis -> open(sharedClientOptions(millis)));
  }

  /** An empty list, for a head that is put together and sent before another one is. */
  HeaderList headers() {
    headers.clear();
    return headers;
  }

  /** The same for responses; they are told of, and left alone, within one read of an upstream. */
  HeaderList responseHeaders() {
    responseHeaders.clear();
    return responseHeaders;
  }

  /** Writes the heads of HTTP/1.1 on this loop. */
  public HeadWriter heads() {
    return heads;
  }

  BodyRate bodyRate() {
    return bodyRate;
  }

  /** Bounds what is kept of bodies that stream. */
  Room replays() {
    return replays;
  }

  public Deadlines deadlines() {
    return deadlines;
  }

  /** Runs a task on this loop, soon: after what the current turn still has to read. */
  public void execute(Runnable task) {
    context.nettyEventLoop().execute(task);
  }

  /** Runs a task on this loop after a while, to the millisecond: for what few requests need. */
  public ScheduledFuture<?> after(long nanos, Runnable task) {
    return context.nettyEventLoop().schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  /** Whether the caller is on this loop's thread. */
  public boolean isCurrent() {
    return context.inThread();
  }

  /** From now on there is such a tunnel; each is a request in flight, and bounded with these. */
  void opened(Tunnel tunnel) {
    tunnels.add(tunnel);
  }

  void closed(Tunnel tunnel) {
    tunnels.remove(tunnel);
  }

  /**
   * From now on this loop takes no more than it has: answers tell clients to go elsewhere, and
   * tunnels say good-bye.
   */
  public void drain(Duration grace) {
    draining = true;
    List.copyOf(tunnels).forEach(tunnel -> tunnel.drain(grace));
  }

  public boolean isDraining() {
    return draining;
  }

  /** Whether its connections to upstreams are closed, and no more can be opened. */
  boolean isClosed() {
    return closed;
  }

  /** Stops the ticker and closes the client with its connections. */
  public void close() {
    closed = true;
    vertx.cancelTimer(ticker);
    client.close();
    sharedClients.values().forEach(HttpClientAgent::close);
  }
}
