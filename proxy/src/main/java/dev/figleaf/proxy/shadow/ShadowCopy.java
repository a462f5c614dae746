package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Trailers;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.upstream.Deadline;
import dev.figleaf.proxy.upstream.ForwardError;
import dev.figleaf.proxy.upstream.ForwardListener;
import dev.figleaf.proxy.upstream.ForwardPlan;
import dev.figleaf.proxy.upstream.Forwarding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One copy of a request on its way: the client of a {@link Forwarding} that nobody waits behind.
 * The answer is captured and thrown away; what takes too long, or is longer than it can be worth,
 * is broken off. Confined to its loop.
 */
final class ShadowCopy extends Deadline implements ClientStream, ForwardListener {
  private final CopiedRequest request;
  private final ForwardPlan plan;
  private final String target;
  private final Consumer<Reply> then;
  private final Outcome outcome = new Outcome();
  private final BodyCapture body;
  private @Nullable HeaderList fields;
  private @Nullable Consumer<Throwable> whenFailed;
  private int status;
  private boolean over;

  ShadowCopy(CopiedRequest request, ForwardPlan plan, String target, Consumer<Reply> then) {
    this.request = request;
    this.plan = plan;
    this.target = target;
    this.then = then;
    this.body =
        new BodyCapture((int) Math.min(request.route.spec.limit().bytes(), BodyCapture.MOST));
  }

  void start() {
    long now = System.nanoTime();
    outcome.startNanos = now;
    served().loop().deadlines().set(this, now + request.route.spec.timeout().toNanos());
    new Forwarding(
            served().loop(),
            plan,
            Double.doubleToLongBits(served().outcome().draw),
            this,
            target,
            served().facts(),
            outcome,
            this)
        .start();
  }

  private Served served() {
    return request.served;
  }

  // --- the request

  @Override
  public HttpVersion version() {
    return served().client().version();
  }

  @Override
  public HttpMethod method() {
    return served().client().method();
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public HeaderList headers() {
    return served().client().headers();
  }

  @Override
  public boolean isWebSocketStream() {
    return false;
  }

  @Override
  public void read(BodyListener listener) {
    if (request.body.length > 0) {
      listener.piece(Unpooled.wrappedBuffer(request.body));
    }
    listener.bodyEnded();
  }

  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public boolean isEnded() {
    return true;
  }

  @Override
  public HeaderList trailers() {
    return Trailers.NONE;
  }

  @Override
  public void discard() {}

  // --- the answer

  @Override
  public void whenFailed(@Nullable Consumer<Throwable> failed) {
    whenFailed = failed;
  }

  @Override
  public void whenDrained(Runnable drained) {}

  @Override
  public void interim(int interim, HeaderList headers) {}

  @Override
  public void answer(int answered, String reason, HeaderList headers, ByteBuf piece) {
    head(answered, reason, headers, false);
    take(piece);
  }

  @Override
  public void head(int answered, String reason, HeaderList headers, boolean chunked) {
    status = answered;
    fields = headers.copy();
  }

  @Override
  public void write(ByteBuf piece) {
    take(piece);
    piece.release();
  }

  private void take(ByteBuf piece) {
    if (over) {
      return;
    }
    long before = body.held();
    body.add(piece);
    if (!request.lease.take(body.held() - before)) {
      end(new Reply.Failed(LeftOut.BUDGET, false));
      breakOff();
    } else if (body.length() > request.most) {
      // A longer one cannot be equal, however long it is.
      end(answered(body.end()));
      breakOff();
    }
  }

  @Override
  public void flush() {}

  @Override
  public void end(HeaderList trailers) {}

  @Override
  public boolean hasBegun() {
    return fields != null;
  }

  @Override
  public boolean isClosed() {
    return over;
  }

  @Override
  public boolean isFull() {
    return false;
  }

  @Override
  public void reset(Http2Error error) {}

  @Override
  public @Nullable NetSocket leave(HeaderList headers) {
    return null;
  }

  // --- how it ends

  @Override
  public void responding(HeaderList headers) {}

  @Override
  public boolean closesClient() {
    return false;
  }

  @Override
  public void failed(ForwardError error, long retryAfterMillis) {
    end(new Reply.Failed(error.code(), error.isUpstreamsFault()));
  }

  @Override
  public void ended(@Nullable ForwardError error, boolean closeClient) {
    if (error == null) {
      end(answered(body.end()));
    } else {
      end(new Reply.Failed(error.code(), error.isUpstreamsFault()));
    }
  }

  @Override
  protected void expired() {
    end(new Reply.Failed(LeftOut.TIMEOUT, true));
    breakOff();
  }

  private Reply answered(CapturedBody captured) {
    HeaderList headers = fields == null ? HeaderList.ofSize(0) : fields;
    return new Reply.Answered(
        new Answer(status, new HeaderFields(headers), captured, ShadowTap.took(outcome)));
  }

  private void end(Reply reply) {
    if (!over) {
      over = true;
      served().loop().deadlines().clear(this);
      then.accept(reply);
    }
  }

  private void breakOff() {
    Consumer<Throwable> failed = whenFailed;
    if (failed != null) {
      // Not while a piece of the answer is being handed over.
      served()
          .loop()
          .execute(() -> failed.accept(new CancellationException("nobody waits for it")));
    }
  }
}
