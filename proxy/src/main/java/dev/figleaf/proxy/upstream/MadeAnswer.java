package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Trailers;
import io.netty.buffer.Unpooled;

/**
 * An answer that is here whole, on its way to the client: a small one in one piece with its head, a
 * larger one as fast as the client takes it. Who takes none of it for too long loses the rest.
 *
 * <p>Confined to its event loop.
 */
final class MadeAnswer extends Deadline {
  private static final int SMALL_BYTES = 32 * 1024;

  private final Forwarding owner;
  private final ForwardPlan plan;
  private final ClientStream client;
  private final byte[] body;
  private final boolean closesClient;
  private int sent;

  /**
   * @param closesClient whether the client's connection must not be used again
   */
  MadeAnswer(Forwarding owner, ForwardPlan plan, byte[] body, boolean closesClient) {
    this.owner = owner;
    this.plan = plan;
    this.client = owner.client;
    this.body = body;
    this.closesClient = closesClient;
  }

  /** Tells who listens, and begins. */
  void send(UpstreamResponse told, HeaderList headers) {
    ForwardTap tap = owner.tap();
    if (tap != null) {
      tap.answering(plan.upstream().name(), told.status(), headers);
      if (body.length > 0) {
        tap.answerPiece(Unpooled.wrappedBuffer(body));
      }
    }
    owner.listener.responding(headers);
    if (body.length <= SMALL_BYTES) {
      owner.outcome.bytesOut += body.length;
      client.answer(told.status(), told.reason(), headers, Unpooled.wrappedBuffer(body));
      whole();
    } else {
      client.whenDrained(this::more);
      client.head(told.status(), told.reason(), headers, false);
      more();
    }
  }

  private void more() {
    while (owner.isRelaying() && sent < body.length && !client.isFull()) {
      int bytes = Math.min(Loop.CHUNK_BYTES, body.length - sent);
      client.write(Unpooled.wrappedBuffer(body, sent, bytes));
      sent += bytes;
      owner.outcome.bytesOut += bytes;
      if (client.isHttp2() || client.isFull()) {
        client.flush();
      }
    }
    if (!owner.isRelaying()) {
      return;
    }
    if (sent == body.length) {
      client.end(Trailers.NONE);
      whole();
    } else {
      owner.loop.deadlines().set(this, System.nanoTime() + plan.idleNanos());
    }
  }

  private void whole() {
    owner.end();
    owner.body.discard();
    ForwardTap tap = owner.tap();
    if (tap != null) {
      tap.answered();
    }
    owner.listener.ended(null, closesClient);
  }

  /** Nothing is waited for any more. */
  void stop() {
    owner.loop.deadlines().clear(this);
  }

  @Override
  protected void expired() {
    owner.fail(ForwardError.CLIENT_IDLE);
  }
}
