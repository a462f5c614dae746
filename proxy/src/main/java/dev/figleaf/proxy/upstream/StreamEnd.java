package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * An end that has one stream of a client's HTTP/2 connection: END_STREAM is its FIN, RST_STREAM its
 * reset (RFC 8441 §5).
 */
final class StreamEnd implements TunnelEnd {
  private final ClientStream client;
  private boolean ended;

  /** The stream of a client whose request is paused. */
  StreamEnd(ClientStream client) {
    this.client = client;
  }

  @Override
  public void listen(Listener listener) {
    client.read(new Said(listener));
    client.whenFailed(_ -> listener.broken());
  }

  private record Said(Listener listener) implements ClientStream.BodyListener {
    @Override
    public void piece(ByteBuf piece) {
      listener.said(Buffer.buffer(ByteBufUtil.getBytes(piece)));
    }

    @Override
    public void bodyEnded() {
      listener.ended();
    }
  }

  @Override
  public void whenDrained(Runnable drained) {
    client.whenDrained(drained);
  }

  @Override
  public void pause() {
    if (!client.isEnded()) {
      client.pause();
    }
  }

  @Override
  public void resume() {
    if (!client.isEnded()) {
      client.resume();
    }
  }

  @Override
  public void write(Buffer bytes) {
    if (!ended) {
      client.write(((BufferInternal) bytes).getByteBuf());
    }
  }

  @Override
  public boolean isFull() {
    return !ended && client.isFull();
  }

  @Override
  public void end() {
    if (!ended) {
      ended = true;
      client.end(Trailers.NONE);
    }
  }

  /** What the client still says is read by the edge, which ends the stream when that goes on. */
  @Override
  public void close() {
    end();
  }

  @Override
  public void reset() {
    if (!ended) {
      ended = true;
      client.reset(Http2Error.CANCEL);
    }
  }
}
