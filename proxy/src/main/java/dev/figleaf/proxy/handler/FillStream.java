package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Trailers;
import dev.figleaf.proxy.upstream.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a request whose answer may be kept: the client, while the answer is for it
 * and it is there; else nobody, who takes everything. Confined to its event loop.
 */
final class FillStream implements ClientStream {
  /** So much of an answer that nobody gets is read, to keep the upstream's connection. */
  private static final int MOST_UNWANTED = 64 * 1024;

  private final Loop loop;
  private final ClientStream client;
  private final HeaderList headers;
  private final BooleanSupplier awaited;
  private @Nullable Consumer<Throwable> whenFailed;
  private @Nullable Runnable whenDrained;
  private boolean nobody;
  private boolean left;
  private boolean passes = true;
  private long unwanted;

  /**
   * @param headers of the request, in place of the client's
   * @param awaited whether others want the answer when the client has left
   */
  FillStream(Errand forward, HeaderList headers, BooleanSupplier awaited) {
    this.loop = forward.loop();
    this.client = forward.client();
    this.headers = headers;
    this.awaited = awaited;
  }

  /** The client has its answer already. */
  void leaveClient() {
    nobody = true;
  }

  /** Whether no client ever gets this answer. */
  boolean isOfNobody() {
    return nobody;
  }

  /** Whether the client left, and the answer came all the same. */
  boolean hasLeft() {
    return left;
  }

  /** Says whether the client gets the answer that comes. */
  void passes(boolean whether) {
    passes = whether;
  }

  private boolean isClients() {
    return !nobody && !left;
  }

  private boolean isHeard() {
    return isClients() && passes;
  }

  // --- the request

  @Override
  public HttpVersion version() {
    return client.version();
  }

  @Override
  public HttpMethod method() {
    return nobody ? HttpMethod.GET : client.method();
  }

  @Override
  public String target() {
    return client.target();
  }

  @Override
  public HeaderList headers() {
    return headers;
  }

  @Override
  public boolean isWebSocketStream() {
    return false;
  }

  @Override
  public void read(BodyListener listener) {
    // Who waited before has been read to its end already.
    if (nobody || client.isEnded()) {
      listener.bodyEnded();
    } else {
      client.read(listener);
    }
  }

  @Override
  public void pause() {
    if (!nobody) {
      client.pause();
    }
  }

  @Override
  public void resume() {
    if (!nobody) {
      client.resume();
    }
  }

  @Override
  public boolean isEnded() {
    return nobody || client.isEnded();
  }

  @Override
  public HeaderList trailers() {
    return nobody ? Trailers.NONE : client.trailers();
  }

  @Override
  public void discard() {
    if (!nobody) {
      client.discard();
    }
  }

  // --- what becomes of the client

  @Override
  public void whenFailed(@Nullable Consumer<Throwable> failed) {
    whenFailed = failed;
    if (!nobody) {
      client.whenFailed(failed == null ? null : this::clientFailed);
    }
  }

  private void clientFailed(Throwable cause) {
    if (!left && awaited.getAsBoolean()) {
      left = true;
      if (whenDrained != null) {
        whenDrained.run();
      }
    } else if (!left && whenFailed != null) {
      whenFailed.accept(cause);
    }
  }

  @Override
  public void whenDrained(Runnable drained) {
    whenDrained = drained;
    if (isClients()) {
      client.whenDrained(drained);
    }
  }

  // --- the answer

  @Override
  public void interim(int status, HeaderList fields) {
    if (isHeard()) {
      client.interim(status, fields);
    }
  }

  @Override
  public void answer(int status, String reason, HeaderList fields, ByteBuf body) {
    if (isHeard()) {
      client.answer(status, reason, fields, body);
    }
  }

  @Override
  public void head(int status, String reason, HeaderList fields, boolean chunked) {
    if (isHeard()) {
      client.head(status, reason, fields, chunked);
    }
  }

  @Override
  public void write(ByteBuf piece) {
    if (isHeard()) {
      client.write(piece);
      return;
    }
    if (!passes) {
      unwanted(piece.readableBytes());
    }
    piece.release();
  }

  private void unwanted(int bytes) {
    boolean before = unwanted > MOST_UNWANTED;
    unwanted += bytes;
    Consumer<Throwable> failed = whenFailed;
    if (!before && unwanted > MOST_UNWANTED && failed != null) {
      // Not while a piece of the answer is being handed over.
      loop.execute(() -> failed.accept(new CancellationException("nobody gets it")));
    }
  }

  @Override
  public void flush() {
    if (isHeard()) {
      client.flush();
    }
  }

  @Override
  public void end(HeaderList trailers) {
    if (isHeard()) {
      client.end(trailers);
    }
  }

  @Override
  public boolean hasBegun() {
    return isHeard() && client.hasBegun();
  }

  @Override
  public boolean isClosed() {
    // A part's client says that it is gone a moment after it is.
    return isClients() && client.isClosed() && !awaited.getAsBoolean();
  }

  @Override
  public boolean isFull() {
    return isHeard() && client.isFull();
  }

  @Override
  public void reset(Http2Error error) {
    if (isHeard()) {
      client.reset(error);
    }
  }

  @Override
  public @Nullable NetSocket leave(HeaderList fields) {
    return null;
  }
}
