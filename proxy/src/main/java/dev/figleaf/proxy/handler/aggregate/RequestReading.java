package dev.figleaf.proxy.handler.aggregate;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.upstream.ForwardError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the body of a client's request whole, up to a limit. Confined to its event loop. */
final class RequestReading implements ClientStream.BodyListener {
  private final Assembly whole;
  private final long most;
  private final Consumer<byte[]> then;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private @Nullable ScheduledFuture<?> timer;
  private boolean over;

  RequestReading(Assembly whole, long most, Consumer<byte[]> then) {
    this.whole = whole;
    this.most = most;
    this.then = then;
  }

  /** Begins; a request that announces no body has none. */
  void start(ClientStream client) {
    CharSequence length = client.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    boolean untold = length == null && client.isHttp2();
    boolean chunked = client.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    if (untold || chunked || (length != null && !"0".contentEquals(length))) {
      timer = whole.loop.after(whole.endsAt - System.nanoTime(), this::late);
      client.read(this);
    } else {
      bodyEnded();
    }
  }

  @Override
  public void piece(ByteBuf piece) {
    if (over) {
      return;
    }
    int bytes = piece.readableBytes();
    whole.exchange.outcome().bytesIn += bytes;
    if (body.size() + (long) bytes > most) {
      refuse(ForwardError.BODY_TOO_LARGE);
    } else if (!whole.hold(bytes)) {
      over();
      whole.refuse(503, "no-memory");
    } else {
      body.writeBytes(ByteBufUtil.getBytes(piece));
    }
  }

  private void refuse(ForwardError error) {
    over();
    whole.refuse(error.status(), error.code());
  }

  private void over() {
    over = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** The client took too long. */
  private void late() {
    if (!over) {
      refuse(ForwardError.CLIENT_IDLE);
    }
  }

  @Override
  public void bodyEnded() {
    if (!over) {
      over();
      then.accept(body.toByteArray());
    }
  }
}
