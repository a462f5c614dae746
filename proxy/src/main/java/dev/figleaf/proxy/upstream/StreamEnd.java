package dev.figleaf.proxy.upstream;

import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * An end that has one stream of a client's HTTP/2 connection: END_STREAM is its FIN, RST_STREAM its
 * reset (RFC 8441 §5).
 */
final class StreamEnd implements TunnelEnd {
  private final HttpServerRequest in;
  private final HttpServerResponse out;
  private boolean ended;

  /** The stream of a client whose request is paused. */
  StreamEnd(HttpServerRequest client) {
    this.in = client;
    this.out = client.response();
  }

  @Override
  public void listen(Listener listener) {
    in.handler(listener::said);
    in.endHandler(_ -> listener.ended());
    out.exceptionHandler(_ -> listener.broken());
  }

  @Override
  public void whenDrained(Runnable drained) {
    out.drainHandler(_ -> drained.run());
  }

  @Override
  public void pause() {
    if (!in.isEnded()) {
      in.pause();
    }
  }

  @Override
  public void resume() {
    if (!in.isEnded()) {
      in.resume();
    }
  }

  @Override
  public void write(Buffer bytes) {
    if (!ended) {
      out.write(bytes);
    }
  }

  @Override
  public boolean isFull() {
    return !ended && out.writeQueueFull();
  }

  @Override
  public void end() {
    if (!ended) {
      ended = true;
      out.end();
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
      out.reset(Http2Error.CANCEL.code());
    }
  }
}
