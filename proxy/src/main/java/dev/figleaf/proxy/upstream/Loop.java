package dev.figleaf.proxy.upstream;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.internal.ContextInternal;
import java.util.HashMap;
import java.util.Map;

/**
 * One event loop and what it owns: a client, and the deadlines of what it has in flight.
 *
 * <p>A client a loop keeps each request on the thread that accepted it.
 */
public final class Loop {
  /** Read and written at once; a smaller piece means a flush for each of them. */
  public static final int CHUNK_BYTES = 64 * 1024;

  private final int index;
  private final Vertx vertx;
  private final ContextInternal context;
  private final Map<Integer, HttpClientAgent> clients = new HashMap<>();
  private final Deadlines deadlines = new Deadlines();
  private final BodyRate bodyRate;
  private final long ticker;

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
    this.ticker = vertx.setPeriodic(Deadlines.TICK_MILLIS, _ -> deadlines.sweep(System.nanoTime()));
  }

  private HttpClientAgent open(int connectMillis) {
    return vertx.httpClientBuilder().with(clientOptions(connectMillis)).build();
  }

  private static HttpClientOptions clientOptions(int connectMillis) {
    return new HttpClientOptions()
        .setConnectTimeout(connectMillis)
        .setMaxChunkSize(CHUNK_BYTES)
        .setMaxHeaderSize(64 * 1024)
        .setMaxInitialLineLength(16 * 1024)
        .setTcpNoDelay(true)
        .setPipelining(false);
  }

  public int index() {
    return index;
  }

  /**
   * The client whose connections stand in so many milliseconds or not at all. There is one for each
   * figure that the rules name, because Vert.x ignores the one of a single connect.
   */
  HttpClientAgent client(int connectMillis) {
    return clients.computeIfAbsent(connectMillis, this::open);
  }

  BodyRate bodyRate() {
    return bodyRate;
  }

  public Deadlines deadlines() {
    return deadlines;
  }

  /** Runs a task on this loop, soon: after what the current turn still has to read. */
  public void execute(Runnable task) {
    context.nettyEventLoop().execute(task);
  }

  /** Whether the caller is on this loop's thread. */
  public boolean isCurrent() {
    return context.inThread();
  }

  /** Stops the ticker and closes the client with its connections. */
  public void close() {
    vertx.cancelTimer(ticker);
    clients.values().forEach(HttpClientAgent::close);
  }
}
