package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Trailers;
import dev.figleaf.proxy.upstream.Deadline;
import dev.figleaf.proxy.upstream.ForwardError;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/**
 * A larger body on its way from memory to a client, piece by piece, as fast as the client takes it;
 * who takes none for too long loses the rest. Confined to the client's event loop.
 */
final class StoredBody extends Deadline {
  private static final int PIECE_BYTES = 64 * 1024;

  private final Forward forward;
  private final ClientStream client;
  private final byte[] body;
  private final @Nullable String code;
  private int sent;
  private boolean over;

  StoredBody(Forward forward, byte[] body, @Nullable String code) {
    this.forward = forward;
    this.client = forward.client();
    this.body = body;
    this.code = code;
  }

  void send(int status, HeaderList headers) {
    forward.outcome().status = status;
    headers.add(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    if (forward.closesClient() && !client.isHttp2()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    client.whenFailed(_ -> gone());
    client.whenDrained(this::more);
    client.head(status, HttpResponseStatus.valueOf(status).reasonPhrase(), headers, false);
    more();
  }

  private void more() {
    while (!over && sent < body.length && !client.isFull()) {
      int bytes = Math.min(PIECE_BYTES, body.length - sent);
      client.write(Unpooled.wrappedBuffer(body, sent, bytes));
      sent += bytes;
      forward.outcome().bytesOut = sent;
      if (client.isHttp2() || client.isFull()) {
        client.flush();
      }
    }
    if (!over && sent == body.length) {
      end();
      client.end(Trailers.NONE);
      forward.exchange.finish(code);
    } else if (!over) {
      forward.loop.deadlines().set(this, System.nanoTime() + forward.side.plan().idleNanos());
    }
  }

  private void end() {
    over = true;
    forward.loop.deadlines().clear(this);
    client.whenFailed(null);
  }

  private void gone() {
    if (!over) {
      end();
      forward.outcome().clientGone = true;
      forward.ended(ForwardError.CLIENT_GONE, true);
    }
  }

  @Override
  protected void expired() {
    if (!over) {
      end();
      client.reset(Http2Error.CANCEL);
      forward.ended(ForwardError.CLIENT_IDLE, true);
    }
  }
}
