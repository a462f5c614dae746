package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Trailers;
import dev.figleaf.proxy.telemetry.Outcome;
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
 * A request that is here whole, and whose answer the facade itself takes: the client of a {@link
 * Forwarding} that nobody stands behind. All that a request of a client meets, this one meets too.
 *
 * <p>Confined to its loop.
 */
public final class WholeRequest implements ClientStream, ForwardListener {

  /**
   * What is asked.
   *
   * @param version that the request came in, as {@code Via} tells it
   * @param target path and query, as the upstream gets them
   * @param headers as a client would send them, with the length of the body where there is one;
   *     nobody changes them
   * @param body empty for none; nobody changes it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Question(
      HttpVersion version, HttpMethod method, String target, HeaderList headers, byte[] body) {}

  /**
   * Who takes the answer: the head, then pieces, and one of {@link #answered} and {@link #failed}
   * at the end; nothing once it was broken off.
   */
  public interface Taker {
    /** The head is here; the headers are the taker's. */
    void headed(int status, HeaderList headers);

    /** A piece of the body, lent for the call. */
    void piece(ByteBuf piece);

    /** The answer is whole. */
    void answered();

    /** There is no whole answer. */
    void failed(ForwardError error);
  }

  private final Question question;
  private final Taker taker;
  private @Nullable Loop loop;
  private @Nullable Consumer<Throwable> whenFailed;
  private boolean begun;
  private boolean over;

  public WholeRequest(Question question, Taker taker) {
    this.question = question;
    this.taker = taker;
  }

  /**
   * Asks.
   *
   * @param taps says whether somebody listens; null where nobody does
   */
  public void start(
      Loop on,
      ForwardPlan plan,
      long balanceKey,
      ClientFacts facts,
      Outcome outcome,
      ForwardTap.@Nullable Source taps) {
    begin(on);
    String target = question.target;
    new Forwarding(on, plan, balanceKey, this, target, facts, outcome, this)
        .heardBy(taps == null ? null : taps.tap(on, this, target, facts, outcome))
        .start();
  }

  /** Somebody asks on its behalf, and tells it as a listener what comes of it. */
  public void begin(Loop on) {
    loop = on;
  }

  /** Nobody waits for it any more: the upstream's answer is left, and the taker told nothing. */
  public void breakOff() {
    over = true;
    Consumer<Throwable> failed = whenFailed;
    if (failed != null && loop != null) {
      // Not while a piece of the answer is being handed over.
      loop.execute(() -> failed.accept(new CancellationException("nobody waits for it")));
    }
  }

  // --- the request

  @Override
  public HttpVersion version() {
    return question.version;
  }

  @Override
  public HttpMethod method() {
    return question.method;
  }

  @Override
  public String target() {
    return question.target;
  }

  @Override
  public HeaderList headers() {
    return question.headers;
  }

  @Override
  public boolean isWebSocketStream() {
    return false;
  }

  @Override
  public void read(BodyListener listener) {
    if (question.body.length > 0) {
      listener.piece(Unpooled.wrappedBuffer(question.body));
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
    begun = true;
    if (!over) {
      taker.headed(answered, headers.copy());
    }
  }

  @Override
  public void write(ByteBuf piece) {
    take(piece);
    piece.release();
  }

  private void take(ByteBuf piece) {
    if (!over) {
      taker.piece(piece);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void end(HeaderList trailers) {}

  @Override
  public boolean hasBegun() {
    return begun;
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
    ended(error, false);
  }

  @Override
  public void ended(@Nullable ForwardError error, boolean closeClient) {
    if (over) {
      return;
    }
    over = true;
    if (error == null) {
      taker.answered();
    } else {
      taker.failed(error);
    }
  }
}
